import { hash } from '@node-rs/argon2';
import { expect } from 'chai';
import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey } from 'jose';

import { assertClient } from '../support/client-assertion.ts';
import { copyConfigFolder } from '../support/config-folder.ts';
import { askForCode, poll, post, refresh } from '../support/http-console.ts';
import { startLastingServer } from '../support/lasting-server.ts';
import type { LastingServer } from '../support/lasting-server.ts';
import { pairDevice, signedIn } from '../support/pair-device.ts';
import type { Tokens } from '../support/pair-device.ts';
import { createPerson } from '../support/person.ts';
import type { Person } from '../support/person.ts';
import { startProduct } from '../support/product.ts';
import { startServer } from '../support/server-process.ts';
import { LASTING_STORAGES } from '../support/storages.ts';
import type { SuiteStorage } from '../support/storages.ts';

const NOTES = 'urn:countersign:example:notes';
const idOf = (tokens: Tokens): string => String(decodeJwt(String(tokens.access_token)).device_id);

for (const { name, open } of LASTING_STORAGES) {
  describe(`consoles and web sessions live and die each by themselves, on ${name}`, () => {
    let storage: SuiteStorage;
    let server: LastingServer;
    let apiKey: CryptoKey;
    let alice: Person;

    before(async () => {
      const { privateKey, publicKey } = await generateKeyPair('ES256');
      apiKey = privateKey;
      storage = await open();
      server = await startLastingServer(storage.url);
      await server.restartWith('clients.yaml', async (clients) =>
        clients.addIn(['clients'], {
          ...{ id: 'notes-api', name: 'The notes API itself', grants: [], apis: [], introspect: [NOTES] },
          authentication: { method: 'private_key_jwt', jwks: { keys: [await exportJWK(publicKey)] } },
        }),
      );
    });
    after(async () => {
      await server.remove();
      await storage.remove();
    });
    beforeEach(async () => {
      alice = await signedIn(server.issuer, 'alice', password);
    });

    let password = 'wonderland';

    /** What an API is told that asks (RFC 7662). */
    async function isActive(tokens: Tokens): Promise<unknown> {
      const credentials = await assertClient({ clientId: 'notes-api', key: apiKey, issuer: server.issuer });
      const { body } = await post(`${server.issuer}/introspect`, { token: String(tokens.access_token), ...credentials });
      return body.active;
    }

    async function renew(tokens: Tokens): Promise<Tokens> {
      const { status, body } = await refresh(server.issuer, tokens.refresh_token);
      expect(status, JSON.stringify(body)).to.equal(200);
      return body;
    }

    async function hasEnded(tokens: Tokens): Promise<boolean> {
      return (await refresh(server.issuer, tokens.refresh_token)).body.error === 'invalid_grant';
    }

    const changeAccount = (path: readonly (string | number)[], value: unknown): Promise<void> =>
      server.restartWith('accounts.yaml', (accounts) => accounts.setIn(['accounts', 0, ...path], value));

    async function changePassword(to: string): Promise<void> {
      await changeAccount(['password_hash'], await hash(to, { memoryCost: 7168 }));
      password = to;
    }

    const endOn = (changes: readonly string[]): Promise<void> =>
      server.restartWith('countersign.yaml', (file) => file.setIn(['web_session', 'consoles_end_on'], [...changes]));

    it('signing out ends no console', async () => {
      const tokens = await pairDevice(server.issuer, alice);
      await alice.open('/device');
      await alice.submit('/sign-out', {});
      expect((await alice.open('/device')).url).to.include('/sign-in');
      expect(await isActive(await renew(tokens))).to.equal(true);
    });

    it('ending a console leaves the web session, and the other consoles', async () => {
      const [ending, staying] = [await pairDevice(server.issuer, alice), await pairDevice(server.issuer, alice)];
      await post(`${server.issuer}/revoke`, { client_id: 'console', token: String(ending.refresh_token) });
      expect((await alice.open('/device')).url).to.equal(`${server.issuer}/device`);
      await renew(staying);
    });

    it('a device that its person ends: its next refresh fails at once, and so does its next call where the API introspects', async () => {
      const tokens = await pairDevice(server.issuer, alice);
      expect(await isActive(tokens)).to.equal(true);
      await alice.open('/devices');
      await alice.submit('/devices/end', { device: idOf(tokens) });
      expect(await isActive(tokens)).to.equal(false);
      expect(await hasEnded(tokens)).to.equal(true);
      const { exp = 0, iat = 0 } = decodeJwt(String(tokens.access_token));
      expect(exp - iat, 'elsewhere it is over when its access token is').to.be.at.most(600);
    });

    it('another password ends the web sessions of before, and no console, unless it is set so', async () => {
      const tokens = await pairDevice(server.issuer, alice);
      await changePassword('looking-glass');
      expect((await alice.open('/device')).url).to.include('/sign-in');
      await renew(tokens);
    });

    it('consoles_end_on password_change: another password ends that person’s consoles for good, and nobody else’s', async () => {
      await endOn(['password_change']);
      const bob = await signedIn(server.issuer, 'bob', 'builder');
      alice = await signedIn(server.issuer, 'alice', password);
      const [hers, untouched, his] = [
        await pairDevice(server.issuer, alice),
        await pairDevice(server.issuer, alice, { device_name: 'never seen again' }),
        await pairDevice(server.issuer, bob),
      ];
      const approved = await askForCode(server.issuer);
      await alice.decide(approved.user_code, 'approve');
      const old = password;
      await changePassword('tea-party');
      expect(await isActive(untouched), 'for an API that asks, at once').to.equal(false);
      expect(await hasEnded(hers)).to.equal(true);
      expect((await poll(server.issuer, approved.device_code)).body.error, 'approved before, not fetched').to.equal(
        'access_denied',
      );
      expect(await isActive(await renew(his))).to.equal(true);

      const again = await signedIn(server.issuer, 'alice', password);
      expect((await again.open('/devices')).html).not.to.include('never seen again');
      const fresh = await pairDevice(server.issuer, again);
      await renew(fresh);

      await changePassword(old);
      expect(await hasEnded(hers), 'the old password does not bring them back').to.equal(true);
    });

    it('a lock ends that person’s consoles for good, unless it is set otherwise', async () => {
      await endOn(['lock']);
      alice = await signedIn(server.issuer, 'alice', password);
      const tokens = await pairDevice(server.issuer, alice);
      await changeAccount(['locked'], true);
      expect(await isActive(tokens)).to.equal(false);
      expect(await hasEnded(tokens)).to.equal(true);
      await changeAccount(['locked'], false);
      expect(await hasEnded(tokens)).to.equal(true);
      const ended = server.now.events().filter(({ message }) => message === 'device.ended');
      expect(ended, 'not by this process').to.have.length(0);

      await endOn([]);
      alice = await signedIn(server.issuer, 'alice', password);
      const other = await pairDevice(server.issuer, alice);
      await changeAccount(['locked'], true);
      expect((await refresh(server.issuer, other.refresh_token)).body.error, 'refused as long as it lasts').to.equal(
        'invalid_grant',
      );
      await changeAccount(['locked'], false);
      await renew(other);
    });

    it('who was removed keeps nothing alive, and a namesake inherits nothing', async () => {
      await endOn(['lock']);
      alice = await signedIn(server.issuer, 'alice', password);
      const tokens = await pairDevice(server.issuer, alice);
      await changeAccount(['id'], 'alice.old');
      expect(await hasEnded(tokens)).to.equal(true);
      await changeAccount(['id'], 'alice');
      expect(await hasEnded(tokens)).to.equal(true);
    });
  });
}

describe('the web session of a product ends, and no console with it', () => {
  it('not by signing out there, not by its token being over, not by its keys being gone', async () => {
    const product = await startProduct('web-session');
    const config = await copyConfigFolder();
    await config.change('countersign.yaml', (file) =>
      file.set('web_session', {
        ...{ kind: 'host_jwt', cookie: 'app_session', issuer: product.origin, audience: product.audience },
        ...{ jwks_uri: `${product.origin}/jwks.json`, login_url: `${product.origin}/login` },
      }),
    );
    const server = await startServer({ config: config.path });
    try {
      const carol = createPerson(server.issuer);
      carol.cookies.set('app_session', await product.token('carol', { claims: { roles: ['owner'] } }));
      const tokens = await pairDevice(server.issuer, carol);
      carol.cookies.delete('app_session');
      const renewed = await refresh(server.issuer, tokens.refresh_token);
      expect(renewed.status, 'signed out there').to.equal(200);
      product.hideKeys();
      const again = await refresh(server.issuer, renewed.body.refresh_token);
      expect(decodeJwt(String(again.body.access_token))).to.include({ sub: 'carol', scope: 'notes:read notes:write' });
    } finally {
      await Promise.all([server.stop(), product.stop(), config.remove()]);
    }
  });
});
