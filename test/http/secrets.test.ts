import { readFile, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect } from 'chai';

import { createDpopKey } from '../support/dpop-key.ts';
import { askForCode, poll, post, refresh } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startRedisServer } from '../support/redis-server.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** Everything that must be found nowhere. */
type Secrets = ReadonlyMap<string, string>;

/** Uses every part of the server once, rightly and wrongly. @returns all that was secret about it */
async function liveALittle({ issuer }: ServerProcess): Promise<Secrets> {
  const secrets = new Map<string, string>();
  const keep = (name: string, value: unknown): string => {
    secrets.set(name, String(value));
    return String(value);
  };
  const key = await createDpopKey();
  keep('private DPoP key', key.privateJwk.d);
  const verifier = keep('code_verifier', 'verifier-verifier-verifier-verifier-verifier-0');
  const pending = await askForCode(issuer, { device_name: 'build box' });
  keep('device code', pending.device_code);
  keep('user code', pending.user_code);
  keep('user code without the dash', pending.user_code.replace('-', ''));

  const alice = createPerson(issuer);
  keep('wrong password', 'hunter2-hunter2');
  await alice.signIn('alice', 'hunter2-hunter2');
  keep('password', 'wonderland');
  await alice.open(`/device?user_code=${pending.user_code}`);
  await alice.signIn();
  for (const [name, value] of alice.cookies) keep(`cookie ${name}`, value);
  await alice.lookUp('BCDF-GHJK');
  keep('mistyped user code', 'BCDF-GHJK');
  const review = await alice.lookUp(pending.user_code);
  keep('csrf', /name="csrf" value="([^"]+)"/.exec(review.html)?.[1]);
  keep('review', /name="review" value="([^"]+)"/.exec(review.html)?.[1]);
  await alice.submit('/device/decision', { decision: 'approve' });

  const prove = async (): Promise<string> =>
    keep(`proof ${secrets.size}`, await key.prove({ method: 'POST', url: `${issuer}/token`, token: '' }, { ath: undefined }));
  await poll(issuer, 'not-a-code', { code_verifier: verifier });
  const { body: first } = await poll(issuer, pending.device_code, { code_verifier: verifier }, { DPoP: await prove() });
  const { body: second } = await refresh(issuer, first.refresh_token, {}, { DPoP: await prove() });
  await refresh(issuer, first.refresh_token);
  for (const [name, value] of Object.entries({ ...first, again: second.access_token, rotated: second.refresh_token })) {
    if (/token$|again|rotated/.test(name)) keep(name, value);
    if (/refresh_token$|rotated/.test(name)) keep(`the secret part of ${name}`, String(value).slice(22, 65)); // before it stands what is no secret
  }
  await post(`${issuer}/introspect`, { client_id: 'console', token: String(second.access_token) });
  await post(`${issuer}/revoke`, { client_id: 'console', token: String(second.refresh_token) });
  await fetch(`${issuer}/token?refresh_token=${String(second.refresh_token)}`, {
    method: 'POST',
    body: 'nonsense',
    headers: { Authorization: `Bearer ${String(second.access_token)}` },
  });
  return secrets;
}

function expectNone(secrets: Secrets, text: string, where: string): void {
  for (const [name, secret] of secrets) expect(text.includes(secret), `${name} stands in ${where}`).to.be.false;
}

describe('secrets', () => {
  it('are in no log line of a full run at level debug', async () => {
    const server = await startServer({ logLevel: 'debug' });
    const secrets = await liveALittle(server);
    await server.stop();
    expect(secrets.size).to.be.greaterThan(15);
    expect(server.events().map(({ message }) => message)).to.include.members([
      'device_code.issued',
      'device_code.approved',
      'device_code.redeemed',
      'refresh_token.rotated',
    ]);
    expectNone(secrets, server.output(), 'the log');
  });

  it('are in no SQLite file, and only its owner can read that', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
    const server = await startServer({ storage: `sqlite:${join(folder, 'kept', 'countersign.db')}` });
    const secrets = await liveALittle(server);
    const files = await readdir(join(folder, 'kept'));
    expect(files).to.include('countersign.db');
    for (const name of files) {
      const path = join(folder, 'kept', name);
      expect((await stat(path)).mode & 0o077, name).to.equal(0);
      expectNone(secrets, (await readFile(path)).toString('latin1'), name);
    }
    await server.stop();
    await rm(folder, { recursive: true });
  });

  it('are in no key and no value of Redis', async () => {
    const redis = await startRedisServer();
    const server = await startServer({ storage: redis.url });
    const secrets = await liveALittle(server);
    const kept: string[] = [];
    for (const name of await redis.admin.keys('*'))
      kept.push(
        name,
        JSON.stringify((await redis.admin.type(name)) === 'hash' ? await redis.admin.hgetall(name) : await redis.admin.get(name)),
      );
    expect(kept.length).to.be.greaterThan(10);
    expectNone(secrets, kept.join('\n'), 'Redis');
    await server.stop();
    await redis.stop();
  });
});
