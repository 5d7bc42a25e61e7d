import { createSecretKey } from 'node:crypto';

import { createGuard } from '@countersign/api-guard';
import type { Guard, RefusalEvent } from '@countersign/api-guard';
import { expect } from 'chai';
import { exportSPKI, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';

import { AUDIENCE, startTokenIssuer } from '../../support/token-issuer.ts';
import type { TokenIssuer } from '../../support/token-issuer.ts';

const PUBLIC_URL = 'http://localhost:8629';
const now = (): number => Math.floor(Date.now() / 1000);
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('api-guard: JWT access tokens (RFC 9068, section 4; RFC 8725)', () => {
  let issuer: TokenIssuer;
  let guard: Guard;
  const events: RefusalEvent[] = [];

  before(async () => {
    issuer = await startTokenIssuer();
    guard = createGuard({
      issuer: issuer.issuer,
      audience: AUDIENCE,
      publicUrl: PUBLIC_URL,
      onEvent: (event) => event.event === 'request.refused' && events.push(event),
    });
  });
  after(() => issuer.close());

  async function check(token: string): Promise<string> {
    const verdict = await guard.check({ method: 'GET', url: '/notes', headers: { authorization: `Bearer ${token}` } });
    if (verdict.kind === 'verified') return 'verified';
    expect(JSON.stringify(verdict), 'a token came back').not.to.include(token);
    return `${verdict.refusal.status} ${verdict.refusal.code}`;
  }

  it('accepts a good one and names what the API needs of it', async () => {
    const token = await issuer.sign({ scope: 'notes:read notes:write', auth_time: 1_700_000_000, acr: 'mfa', exp: now() + 60 });
    const verdict = await guard.check({ method: 'GET', url: '/notes', headers: { authorization: `Bearer ${token}` } });
    if (verdict.kind !== 'verified') throw new Error(verdict.refusal.reason);
    const { claims, expiresAt, ...described } = verdict.token;
    expect(described).to.deep.equal({
      subject: 'alice',
      clientId: 'console',
      scopes: ['notes:read', 'notes:write'],
      scheme: 'Bearer',
      authTime: 1_700_000_000,
      acr: 'mfa',
    });
    expect(expiresAt).to.equal(claims.exp);
    expect(verdict.headers).to.deep.equal({});
  });

  it('accepts one of several audiences, and "application/at+jwt" as type', async () => {
    expect(await check(await issuer.sign({ aud: ['urn:other', AUDIENCE] }))).to.equal('verified');
    expect(await check(await issuer.sign({}, { typ: 'application/at+jwt' }))).to.equal('verified');
  });

  describe('refuses', () => {
    const attacks: Record<string, [() => Promise<string>, string]> = {
      'another audience': [() => issuer.sign({ aud: 'urn:example:other' }), 'token_audience'],
      'an audience that only begins like ours': [() => issuer.sign({ aud: `${AUDIENCE}x` }), 'token_audience'],
      'another issuer': [() => issuer.sign({ iss: 'https://evil.example' }), 'token_issuer'],
      'an issuer with one slash more': [() => issuer.sign({ iss: `${issuer.issuer}/` }), 'token_issuer'],
      'an ID token': [() => issuer.sign({}, { typ: 'JWT' }), 'token_type'],
      'a DPoP proof as a token': [() => issuer.sign({}, { typ: 'dpop+jwt' }), 'token_type'],
      'a token without a type': [() => issuer.sign({}, { typ: undefined }), 'token_type'],
      'an expired one': [() => issuer.sign({ exp: now() - 16 }), 'token_expired'],
      'one that is not valid yet': [() => issuer.sign({ nbf: now() + 30 }), 'token_not_yet_valid'],
      'one from the future': [() => issuer.sign({ iat: now() + 30 }), 'token_not_yet_valid'],
      'one of an unknown key': [() => issuer.sign({}, { kid: 'unheard-of' }), 'token_key_unknown'],
      'one with an unknown critical header parameter': [() => signWithCrit(issuer), 'token_malformed'],
      'one bound to a certificate, which it cannot check': [
        () => issuer.sign({ cnf: { 'x5t#S256': 'abc' } }),
        'token_binding_unknown',
      ],
      'one bound in two ways': [() => issuer.sign({ cnf: { jkt: 'abc', 'x5t#S256': 'abc' } }), 'token_binding_unknown'],
      'one whose binding is no object': [() => issuer.sign({ cnf: 'abc' }), 'token_binding_unknown'],
      'one bound to a key, sent as Bearer': [() => issuer.sign({ cnf: { jkt: 'abc' } }), 'token_bound'],
      'an opaque one': [() => Promise.resolve('dGhpcyBpcyBub3QgYSBKV1Q='), 'token_malformed'],
      'an encrypted one': [() => Promise.resolve(`${encode({ alg: 'dir', enc: 'A128GCM' })}..a.b.c`), 'token_malformed'],
    };
    for (const [what, [attack, code]] of Object.entries(attacks)) {
      it(`${what}: ${code}`, async () => {
        expect(await check(await attack())).to.equal(`401 ${code}`);
        expect(events.at(-1)).to.include({ code, status: 401 });
      });
    }

    for (const claim of ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti']) {
      it(`one without ${claim}`, async () => {
        expect(await check(await issuer.sign({ [claim]: undefined }))).to.equal('401 token_claims');
      });
    }

    it('a subject or client that is no text', async () => {
      expect(await check(await issuer.sign({ client_id: 7 }))).to.equal('401 token_claims');
      expect(await check(await issuer.sign({ sub: ['alice'] as never }))).to.equal('401 token_claims');
    });

    it('one signed with another key under the name of a known one', async () => {
      const { privateKey } = await generateKeyPair('ES256');
      expect(await check(await issuer.sign({}, {}, privateKey))).to.equal('401 token_signature');
    });

    it('one whose claims were changed after signing', async () => {
      const [header, , signature] = (await issuer.sign()).split('.');
      const claims = { iss: issuer.issuer, aud: AUDIENCE, sub: 'root', client_id: 'x', jti: 'x', iat: now(), exp: now() + 60 };
      expect(await check(`${header}.${encode(claims)}.${signature}`)).to.equal('401 token_signature');
    });

    for (const alg of ['none', 'NONE', 'HS256', 'RS256', 'ES384', '', undefined]) {
      it(`one that says alg ${JSON.stringify(alg)}, whatever stands in the signature`, async () => {
        const [, claims, signature] = (await issuer.sign()).split('.');
        const header = encode({ alg, typ: 'at+jwt', kid: issuer.key.kid });
        expect(await check(`${header}.${claims}.`)).to.equal('401 token_algorithm');
        expect(await check(`${header}.${claims}.${signature}`)).to.equal('401 token_algorithm');
      });
    }

    it('one signed by HMAC with the public key as the secret', async () => {
      const publicKey = (await importJWK(issuer.key.publicJwk, 'ES256', { extractable: true })) as CryptoKey;
      for (const secret of [await exportSPKI(publicKey), JSON.stringify(issuer.key.publicJwk)]) {
        const forged = await new SignJWT({
          iss: issuer.issuer,
          aud: AUDIENCE,
          sub: 'root',
          client_id: 'x',
          jti: 'x',
          exp: now() + 60,
        })
          .setIssuedAt()
          .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: issuer.key.kid })
          .sign(createSecretKey(Buffer.from(secret)));
        expect(await check(forged)).to.equal('401 token_algorithm');
      }
    });

    it('one that brings its own key (jwk, jku, x5c in the header)', async () => {
      const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
      const jwk = await crypto.subtle.exportKey('jwk', publicKey);
      const token = await issuer.sign({}, { jwk: jwk, jku: 'http://127.0.0.1:1/jwks' }, privateKey);
      expect(await check(token)).to.equal('401 token_signature');
    });
  });

  it('allows clocks to differ by the tolerance and not by a second more', async () => {
    // The time is set by the test: a second that passes while it runs must not decide.
    const at = now();
    const exact = createGuard({
      issuer: issuer.issuer,
      audience: AUDIENCE,
      publicUrl: PUBLIC_URL,
      clockTolerance: 15,
      clock: () => at * 1000,
    });
    const verdictOn = async (claims: object): Promise<string> => {
      const headers = { authorization: `Bearer ${await issuer.sign({ ...claims })}` };
      return (await exact.check({ method: 'GET', url: '/notes', headers })).kind;
    };
    expect(await verdictOn({ exp: at - 14 })).to.equal('verified');
    expect(await verdictOn({ exp: at - 15 })).to.equal('refused');
    expect(await verdictOn({ nbf: at + 15 })).to.equal('verified');
    expect(await verdictOn({ nbf: at + 16 })).to.equal('refused');
    expect(await verdictOn({ iat: at + 15 })).to.equal('verified');
    expect(await verdictOn({ iat: at + 16 })).to.equal('refused');
  });

  it('keeps algorithms for tokens and for proofs apart', async () => {
    const key = await issuer.rotate('RS256');
    const headers = { authorization: `Bearer ${await issuer.sign({}, { alg: 'RS256' }, key.privateKey)}` };
    const options = { issuer: issuer.issuer, audience: AUDIENCE, publicUrl: PUBLIC_URL };
    const strict = await createGuard(options).check({ method: 'GET', url: '/', headers });
    expect(strict.kind === 'refused' && strict.refusal.code, 'RS256 is good for proofs only').to.equal('token_algorithm');
    const wide = await createGuard({ ...options, algorithms: ['ES256', 'RS256'] }).check({ method: 'GET', url: '/', headers });
    expect(wide.kind).to.equal('verified');
    await issuer.rotate();
  });
});

function signWithCrit(issuer: TokenIssuer): Promise<string> {
  return new SignJWT({ iss: issuer.issuer, aud: AUDIENCE, sub: 'a', client_id: 'c', jti: 'j', iat: now(), exp: now() + 60 })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: issuer.key.kid, crit: ['urn:unheard-of'], 'urn:unheard-of': true })
    .sign(issuer.key.privateKey, { crit: { 'urn:unheard-of': true } });
}
