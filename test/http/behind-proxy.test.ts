import { hash } from '@node-rs/argon2';
import { expect } from 'chai';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { createDpopKey } from '../support/dpop-key.ts';
import { post } from '../support/http-console.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const ISSUER = 'https://login.example.com';
const SHIPPED = ['accounts.yaml', 'apis.yaml', 'clients.yaml'];

/** Settings of a product that has a name in the world: nothing of the shipped identities is in them. */
async function writeOwnSettings(config: ConfigFolder, trustedProxies: readonly string[]): Promise<void> {
  const scopes = [{ name: 'builds:read', description: 'See builds' }];
  const apis = { apis: [{ audience: 'urn:example:builds', name: 'Builds', scopes }] };
  const client = { id: 'deployer', name: 'Deployer', grants: ['device_code'], apis: ['urn:example:builds'] };
  const clients = { clients: [{ ...client, authentication: { method: 'none' } }] };
  const accounts = { accounts: [{ id: 'carol', name: 'Carol', password_hash: await hash('carol’s own') }] };
  for (const [index, value] of [accounts, apis, clients].entries())
    await config.write(SHIPPED[index] ?? '', JSON.stringify(value)); // JSON is YAML
  await config.change('countersign.yaml', (file) => {
    file.set('issuer', ISSUER);
    file.set('host', '127.0.0.1');
    file.set('trusted_proxies', trustedProxies);
  });
}

for (const { name, trusted, believed } of [
  { name: 'a proxy that is trusted', trusted: ['127.0.0.0/8'], believed: '203.0.113.7' },
  { name: 'somebody who is no trusted proxy', trusted: [], believed: '127.0.0.1' },
]) {
  describe(`a request that came over TLS, through ${name}`, () => {
    let config: ConfigFolder;
    let server: ServerProcess;
    let inside: string;

    before(async () => {
      config = await copyConfigFolder();
      await writeOwnSettings(config, trusted);
      server = await startServer({ config: config.path, issuer: ISSUER });
      inside = `http://127.0.0.1:${server.port}`;
    });
    after(async () => {
      await server.stop();
      await config.remove();
    });

    const forwarded = {
      'X-Forwarded-For': '198.51.100.9, 203.0.113.7',
      'X-Forwarded-Proto': 'http',
      'X-Forwarded-Host': 'evil.example',
    };
    const ask = (headers: Record<string, string> = {}) =>
      post(`${inside}/device_authorization`, { client_id: 'deployer', scope: 'builds:read' }, { ...forwarded, ...headers });

    it('leads people to the public address, whatever the headers say', async () => {
      const { body } = await ask();
      expect(body.verification_uri).to.equal(`${ISSUER}/device`);
      expect(String(body.verification_uri_complete)).to.match(/^https:\/\/login\.example\.com\/device\?user_code=/);
      const metadata = (await (
        await fetch(`${inside}/.well-known/oauth-authorization-server`, { headers: forwarded })
      ).json()) as object;
      for (const [key, value] of Object.entries(metadata))
        if (key.endsWith('_endpoint') || key === 'jwks_uri' || key === 'issuer')
          expect(new URL(String(value)).origin, key).to.equal(ISSUER);
    });

    it(`comes from ${believed}: the nearest address that nobody trusted vouches for, and no other`, async () => {
      await ask();
      const issued = server.events().filter(({ message }) => message === 'device_code.issued');
      expect(issued.at(-1)).to.include({ address: believed });
    });

    it('is judged by the public address in its DPoP proof (RFC 9449, section 4.3, htu)', async () => {
      const key = await createDpopKey();
      const prove = (origin: string) =>
        key.prove({ method: 'POST', url: `${origin}/device_authorization`, token: '' }, { ath: undefined });
      expect((await ask({ DPoP: await prove(ISSUER) })).status).to.equal(200);
      for (const same of ['HTTPS://Login.Example.com', `${ISSUER}:443`, `${ISSUER}/.`])
        expect((await ask({ DPoP: await prove(same) })).status, same).to.equal(200);
      expect((await ask({ DPoP: await prove(`${ISSUER}:8443`) })).body.error).to.equal('invalid_dpop_proof');
      expect((await ask({ DPoP: await prove('http://login.example.com') })).body.error).to.equal('invalid_dpop_proof');
      expect((await ask({ DPoP: await prove(inside) })).body.error).to.equal('invalid_dpop_proof');
      expect((await ask({ DPoP: await prove('http://evil.example') })).body.error).to.equal('invalid_dpop_proof');
    });

    it('gets cookies for TLS and this host alone, and is told to stay with TLS (RFC 6797)', async () => {
      const reply = await fetch(`${inside}/sign-in`, { headers: forwarded });
      const cookies = reply.headers.getSetCookie();
      expect(cookies).not.to.be.empty;
      for (const cookie of cookies) {
        expect(cookie)
          .to.match(/^__Host-/)
          .and.match(/; secure/i)
          .and.match(/; path=\/;/i);
        expect(cookie).not.to.match(/domain=/i);
      }
      expect(reply.headers.get('Strict-Transport-Security')).to.match(/max-age=\d{7,}/);
    });
  });
}
