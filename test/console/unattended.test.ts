import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { chmod, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { TestConsole } from '../support/run-console.ts';
import { code, pending, startScriptedIssuer, tokens } from '../support/scripted-issuer.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const PEM = { type: 'pkcs8', format: 'pem' } as const;

/** Keys as people have them, each in the form its tool writes. */
const KEYS: Readonly<Record<string, { readonly key: KeyObject; readonly write: (key: KeyObject) => string | Buffer }>> = {
  'EC, as a JWK': ec((key) => JSON.stringify({ ...key.export({ format: 'jwk' }), kid: 'mine' })),
  'EC, as PKCS #8': ec((key) => key.export(PEM)),
  'EC, as OpenSSL writes it': ec((key) => key.export({ type: 'sec1', format: 'pem' })),
  'RSA, as PKCS #8': { key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, write: (key) => key.export(PEM) },
  'Ed25519, as PKCS #8': { key: generateKeyPairSync('ed25519').privateKey, write: (key) => key.export(PEM) },
};

function ec(write: (key: KeyObject) => string | Buffer): { key: KeyObject; write: typeof write } {
  return { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, write };
}

describe('a client with a key of its own (RFC 7523), and no person (RFC 6749, section 4.4)', () => {
  let config: ConfigFolder;
  let server: ServerProcess;
  let terminal: TestConsole;
  let keyFile: string;

  before(async () => {
    config = await copyConfigFolder();
    const keys = Object.values(KEYS).map(({ key }) => createPublicKey(key).export({ format: 'jwk' }));
    await config.write(
      'batch.jwks.json',
      JSON.stringify({ keys: keys.map((jwk, index) => ({ ...jwk, kid: index === 0 ? 'mine' : `k${index}` })) }),
    );
    await config.change('clients.yaml', (clients) => {
      clients.setIn(['clients', 3, 'authentication'], { method: 'private_key_jwt', jwks_file: 'batch.jwks.json' });
    });
    server = await startServer({ config: config.path });
    terminal = await createTestConsole({ COUNTERSIGN_ISSUER: server.issuer, COUNTERSIGN_CLIENT_ID: 'batch' });
    keyFile = join(terminal.home, 'batch.key');
  });
  after(async () => {
    await server.stop();
    await terminal.remove();
    await config.remove();
  });

  const login = (...more: readonly string[]) =>
    terminal.run(['login', '--json', '--unattended', '--client-key', keyFile, '--scope', 'notes:read', ...more]);

  for (const [name, { key, write }] of Object.entries(KEYS)) {
    it(`logs in at our server with a key that is ${name}`, async () => {
      await writeFile(keyFile, write(key), { mode: 0o600 });
      const run = await login();
      expect(run.code, run.stdout).to.equal(0);
      expect(run.events.map(({ event }) => event)).to.deep.equal(['done']);
      expect(run.events[0]).to.include({ ok: true, client_id: 'batch', token_type: 'DPoP', refreshable: true });
      expect(run.events[0]?.scopes).to.deep.equal(['notes:read']);
    });
  }

  it('renews by asking again, with the same DPoP key, and keeps the path of the key and never the key', async () => {
    const first = await terminal.run(['token', '--json']);
    const second = await terminal.run(['token', '--json', '--min-ttl', '100000']);
    expect(second.code, second.stdout).to.equal(0);
    expect(second.events[0]?.access_token).not.to.equal(first.events[0]?.access_token);
    expect(second.events[0]?.dpop_jkt).to.equal(first.events[0]?.dpop_jkt);
    const folder = join(terminal.home, 'profiles/default');
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    const secret = (await readFile(keyFile, 'utf8')).split('\n')[1] ?? '';
    expect(files.join('\n')).to.include(keyFile).and.not.include(secret);
  });

  it('says which key it misses when the file is gone, and goes on when it is back', async () => {
    const key = await readFile(keyFile);
    await rm(keyFile);
    const run = await terminal.run(['token', '--json', '--min-ttl', '100000']);
    expect(run.code).to.equal(3);
    expect(run.events[0]?.error).to.include({ code: 'client_key' }).and.have.property('message').that.includes(keyFile);
    await writeFile(keyFile, key, { mode: 0o600 });
    expect((await terminal.run(['token', '--json', '--min-ttl', '100000'])).code).to.equal(0);
  });

  it('says that a key file is open to others, and uses it: some systems mount secrets so', async () => {
    await chmod(keyFile, 0o644);
    const run = await login();
    expect(run.code).to.equal(0);
    expect(run.stderr).to.include(keyFile).and.include('other users');
    await chmod(keyFile, 0o600);
  });

  it('wants a key, and a private one', async () => {
    expect((await terminal.run(['login', '--json', '--unattended', '--profile', 'none'])).events.at(-1)?.error?.code).to.equal(
      'usage',
    );
    const publicOnly = join(terminal.home, 'public.key');
    const { key } = KEYS['EC, as a JWK']!;
    for (const content of [JSON.stringify(createPublicKey(key).export({ format: 'jwk' })), 'nonsense', '{', '']) {
      await writeFile(publicOnly, content, { mode: 0o600 });
      const run = await terminal.run(['login', '--json', '--unattended', '--client-key', publicOnly]);
      expect(run.events.at(-1)?.error, content).to.include({ code: 'client_key', exit_code: 3 });
    }
  });

  it('is refused with another key, and what was kept before stays', async () => {
    const stranger = join(terminal.home, 'stranger.key');
    await writeFile(stranger, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(PEM), { mode: 0o600 });
    const run = await terminal.run(['login', '--json', '--unattended', '--client-key', stranger, '--debug']);
    expect(run.code).to.equal(3);
    expect(run.events.at(-1)?.error).to.include({ code: 'unknown_client' });
    expect(run.stderr).not.to.match(/eyJ/);
    expect((await terminal.run(['token', '--json'])).code).to.equal(0);
  });

  it('ends at the server too', async () => {
    expect((await terminal.run(['logout', '--json'])).events[0]).to.include({ ok: true });
  });

  it('says where else its tokens go, as no code card does, before anything is sent there and in its JSON', async () => {
    const issuer = await startScriptedIssuer({ poll: [tokens('a')] });
    const { port, host } = new URL(issuer.issuer);
    const elsewhere = [
      '--device-endpoint',
      `${issuer.issuer}/device_authorization`,
      '--token-endpoint',
      `${issuer.issuer}/token`,
    ];
    const args = ['login', '--json', '--unattended', '--profile', 'there', '--client-key', keyFile, ...elsewhere];
    try {
      const run = await terminal.run([...args, '--issuer', `http://localhost:${port}`]);
      expect(run.code, run.stdout).to.equal(0);
      expect(run.stderr).to.include(`note: The login itself goes to ${host}, not to localhost:${port}.`);
      expect(run.events.at(-1)?.other_hosts).to.deep.equal([host]);
      const plain = await terminal.run(['status', '--json', '--profile', 'there'], { env: { COUNTERSIGN_ISSUER: undefined } });
      expect(plain.events[0]?.other_hosts).to.deep.equal([host]);
    } finally {
      await issuer.close();
    }
  });

  it('signs every request of a login with a code as well: for the issuer, for a minute, never twice the same', async () => {
    const issuer = await startScriptedIssuer({ deviceAuthorization: [code({ interval: 0.1 })], poll: [pending, tokens('a')] });
    try {
      const env = { COUNTERSIGN_ISSUER: issuer.issuer };
      const args = ['login', '--json', '--profile', 'code', '--client-key', keyFile];
      expect((await terminal.run(args, { env })).code).to.equal(0);
      await terminal.run(['token', '--profile', 'code', '--min-ttl', '10000'], { env });
      const requests = [...issuer.at('/device_authorization'), ...issuer.at('/token')];
      const assertions = requests.map(({ form }) => form.get('client_assertion') ?? '');
      for (const assertion of assertions) {
        const { iss, sub, aud, iat = 0, exp = 0 } = decodeJwt(assertion);
        expect({ iss, sub, aud }).to.deep.equal({ iss: 'batch', sub: 'batch', aud: issuer.issuer });
        expect(exp - iat).to.be.at.most(60);
        expect(decodeProtectedHeader(assertion).alg).to.equal('EdDSA');
      }
      expect(requests).to.have.length(4);
      expect(new Set(assertions)).to.have.property('size', 4);
    } finally {
      await issuer.close();
    }
  });
});
