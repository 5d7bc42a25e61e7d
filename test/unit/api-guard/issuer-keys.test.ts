import { createGuard } from '@countersign/api-guard';
import type { Guard, KeysEvent } from '@countersign/api-guard';
import { expect } from 'chai';

import { FAILURE_PAUSE, FRESH_FOR, TRUSTED_FOR, UNKNOWN_KID_PAUSE } from '../../../api-guard/issuer-keys.ts';
import { AUDIENCE, startTokenIssuer } from '../../support/token-issuer.ts';
import type { TokenIssuer } from '../../support/token-issuer.ts';

describe('api-guard: the keys of the issuer (RFC 8414; RFC 8725, section 3.10)', () => {
  let issuer: TokenIssuer;
  let guard: Guard;
  let time: number;
  let events: KeysEvent[];

  beforeEach(async () => {
    issuer = await startTokenIssuer();
    time = Date.now();
    events = [];
    guard = guardOf(issuer.issuer);
  });
  afterEach(() => issuer.close());

  function guardOf(address: string): Guard {
    return createGuard({
      issuer: address,
      audience: AUDIENCE,
      publicUrl: 'http://localhost:8629',
      timeout: 0.3,
      clock: () => time,
      onEvent: (event) => event.event !== 'request.refused' && events.push(event),
    });
  }

  const pass = (seconds: number): void => void (time += seconds * 1000);
  const sign = (header: object = {}): Promise<string> => {
    const at = Math.floor(time / 1000);
    return issuer.sign({ iat: at, exp: at + 600 }, { ...header });
  };

  async function check(token?: string, by = guard): Promise<string> {
    const headers = { authorization: `Bearer ${token ?? (await sign())}` };
    const verdict = await by.check({ method: 'GET', url: '/', headers });
    return verdict.kind === 'verified' ? 'verified' : `${verdict.refusal.status} ${verdict.refusal.code}`;
  }

  it('are fetched by the first token, once for all who wait, and then used offline', async () => {
    expect(issuer.keyRequests).to.equal(0);
    const answers = await Promise.all(Array.from({ length: 20 }, () => check()));
    expect(new Set(answers)).to.deep.equal(new Set(['verified']));
    expect(issuer.keyRequests).to.equal(1);
    expect(await check()).to.equal('verified');
    expect(issuer.keyRequests).to.equal(1);
    expect(events).to.deep.equal([{ event: 'keys.refreshed', kids: [issuer.key.kid] }]);
  });

  it('are not fetched for a request that can be refused without them', async () => {
    expect(await check('not-a-jwt')).to.equal('401 token_malformed');
    expect(issuer.keyRequests).to.equal(0);
  });

  it('are found at the address of OpenID Connect discovery, too, and below a path', async () => {
    issuer.onlyOpenId = true;
    expect(await check()).to.equal('verified');
    const tenant = await startTokenIssuer('/tenant/one');
    try {
      expect(await check(await tenant.sign(), guardOf(tenant.issuer))).to.equal('verified');
      tenant.onlyOpenId = true;
      expect(await check(await tenant.sign(), guardOf(tenant.issuer))).to.equal('verified');
    } finally {
      await tenant.close();
    }
  });

  it('are renewed at once when a token names a new one, whoever comes at that moment', async () => {
    await check();
    await issuer.rotate();
    const token = await sign();
    const answers = await Promise.all([check(token), check(token), check(token)]);
    expect(answers).to.deep.equal(['verified', 'verified', 'verified']);
    expect(issuer.keyRequests).to.equal(2);
  });

  it('are asked for at most once a minute, whatever names callers make up', async () => {
    await check();
    for (let i = 0; i < 30; i += 1) expect(await check(await sign({ kid: `made-up-${i}` }))).to.equal('401 token_key_unknown');
    expect(issuer.keyRequests).to.equal(2);

    await issuer.rotate();
    const rotated = await sign();
    pass(UNKNOWN_KID_PAUSE - 1);
    expect(await check(rotated)).to.equal('401 token_key_unknown');
    pass(1);
    expect(await check(rotated)).to.equal('verified');
    expect(issuer.keyRequests).to.equal(3);
  });

  it('are trusted no longer when they were withdrawn', async () => {
    const old = issuer.key.privateKey;
    const kid = issuer.key.kid;
    await check();
    await issuer.rotate();
    await check(); // names the new key, so the set is renewed
    const at = Math.floor(time / 1000);
    expect(await check(await issuer.sign({ iat: at, exp: at + 60 }, { kid }, old))).to.equal('401 token_key_unknown');
  });

  it('are renewed in the background when they are no longer fresh', async () => {
    await check();
    pass(FRESH_FOR - 1);
    await check();
    expect(issuer.keyRequests).to.equal(1);
    pass(1);
    expect(await check()).to.equal('verified');
    while (events.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(issuer.keyRequests).to.equal(2);
  });

  for (const mood of ['failing', 'silent'] as const) {
    it(`are kept for an hour while the issuer is ${mood}, and not longer`, async () => {
      await check();
      issuer.mood = mood;
      pass(TRUSTED_FOR - 1);
      expect(await check()).to.equal('verified');
      while (events.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(events[1]).to.include({ event: 'keys.refresh_failed' });
      pass(1);
      expect(await check()).to.equal('503 keys_unavailable');

      issuer.mood = 'well';
      pass(FAILURE_PAUSE);
      expect(await check()).to.equal('verified');
    });

    it(`are missed while the issuer is ${mood} from the start: 503 with Retry-After, and all is well once it is back`, async () => {
      issuer.mood = mood;
      const headers = { authorization: `Bearer ${await sign()}` };
      const verdict = await guard.check({ method: 'GET', url: '/', headers });
      if (verdict.kind === 'verified') throw new Error('there are no keys');
      expect(verdict.refusal.status).to.equal(503);
      expect(verdict.refusal.headers).to.include({ 'Retry-After': String(FAILURE_PAUSE) });
      expect(verdict.refusal.headers).not.to.have.property('WWW-Authenticate');

      issuer.mood = 'well';
      const asked = events.length;
      expect(await check(), 'it asks again only after a pause').to.equal('503 keys_unavailable');
      expect(events.length).to.equal(asked);
      pass(FAILURE_PAUSE);
      expect(await check()).to.equal('verified');
    });
  }

  describe('are refused', () => {
    const reasons: Record<string, [(issuer: TokenIssuer) => void, RegExp]> = {
      'when the metadata is that of another issuer': [(it) => (it.metadata = { issuer: 'https://evil.example' }), /issuer/],
      'when the issuer differs by a slash': [(it) => (it.metadata = { issuer: `${it.issuer}/` }), /not of/],
      'when their address is plain http elsewhere': [(it) => (it.metadata = { jwks_uri: 'http://example.com/jwks' }), /https/],
      'when they have no address': [(it) => (it.metadata = { jwks_uri: undefined }), /https/],
      'when their address answers 404': [(it) => (it.metadata = { jwks_uri: `${it.issuer}/nowhere` }), /404/],
      'when their address answers something else': [
        (it) => (it.metadata = { jwks_uri: `${it.issuer}/.well-known/oauth-authorization-server` }),
        /no JWK Set/,
      ],
      'when there is none but a symmetric one': [
        (it) => it.publish([{ kty: 'oct', k: 'c2VjcmV0', kid: it.key.kid }]),
        /no public key/,
      ],
    };
    for (const [what, [spoil, reason]] of Object.entries(reasons)) {
      it(what, async () => {
        spoil(issuer);
        expect(await check()).to.equal('503 keys_unavailable');
        const [event] = events;
        expect(event?.event === 'keys.refresh_failed' && event.reason).to.match(reason);
      });
    }
  });

  it('that cannot be read spoil no other key', async () => {
    issuer.publish([null, 7, { kty: 'EC', kid: 'broken', crv: 'P-256', x: 'AA', y: 'AA' }, issuer.key.publicJwk]);
    expect(await check()).to.equal('verified');
    expect(await check(await sign({ kid: 'broken' }))).to.equal('401 token_malformed');
  });
});
