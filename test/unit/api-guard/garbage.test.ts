import { createGuard } from '@countersign/api-guard';
import type { Guard } from '@countersign/api-guard';
import { expect } from 'chai';
import fc from 'fast-check';

import { LONGEST_FIELD } from '../../../api-guard/credentials.ts';
import { createDpopKey } from '../../support/dpop-key.ts';
import { AUDIENCE, startTokenIssuer } from '../../support/token-issuer.ts';
import type { TokenIssuer } from '../../support/token-issuer.ts';
import { parseChallenges } from '../../support/www-authenticate.ts';

const base64url = (text: string): string => Buffer.from(text).toString('base64url');

describe('api-guard: whatever is sent, the answer is 400 or 401 with a challenge (RFC 6750, section 3.1)', () => {
  let issuer: TokenIssuer;
  let guard: Guard;

  before(async () => {
    issuer = await startTokenIssuer();
    guard = createGuard({ issuer: issuer.issuer, audience: AUDIENCE, publicUrl: 'http://localhost:8629' });
    await guard.check({ method: 'GET', url: '/', headers: { authorization: `Bearer ${await issuer.sign()}` } });
  });
  after(() => issuer.close());

  async function expectRefusal(headers: Record<string, string | string[]>, method = 'GET', url = '/notes'): Promise<void> {
    const verdict = await guard.check({ method, url, headers });
    if (verdict.kind === 'verified') throw new Error('it was accepted');
    expect(verdict.refusal.status).to.be.oneOf([400, 401]);
    expect(parseChallenges(verdict.refusal.headers['WWW-Authenticate'] ?? '').map(({ scheme }) => scheme)).to.deep.equal([
      'Bearer',
      'DPoP',
    ]);
  }

  const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.string({ minLength: 1000, maxLength: 9000 }));
  const scheme = fc.constantFrom('', 'Bearer ', 'bearer  ', 'DPoP ', 'dpop\t', 'Basic ', 'Bearer', 'DPoP,');
  const json = fc.oneof(
    fc.json(),
    fc
      .record(
        {
          alg: fc.constantFrom('ES256', 'none', 'HS256', 'RS256', 'Ed25519'),
          typ: fc.constantFrom('at+jwt', 'dpop+jwt', 'JWT'),
          kid: fc.oneof(fc.string(), fc.integer()),
          jwk: fc.oneof(
            fc.jsonValue(),
            fc.record({ kty: fc.constantFrom('EC', 'RSA', 'OKP', 'oct', 'AKP'), x: fc.string(), crv: fc.string() }),
          ),
          cnf: fc.oneof(fc.jsonValue(), fc.record({ jkt: fc.jsonValue() })),
          aud: fc.jsonValue(),
          exp: fc.jsonValue(),
        },
        { requiredKeys: [] },
      )
      .map((value) => JSON.stringify(value)),
  );
  const anyJwt = fc.tuple(json, json, fc.string()).map((parts) => parts.map(base64url).join('.'));
  const anyToken = fc.oneof(anyText, anyJwt);

  it('for any Authorization and DPoP fields', async () => {
    const field = fc.oneof(anyToken, fc.array(anyToken, { maxLength: 3 }));
    await fc.assert(
      fc.asyncProperty(scheme, anyToken, fc.option(field, { nil: undefined }), async (prefix, token, dpop) => {
        await expectRefusal({ authorization: `${prefix}${token}`, ...(dpop !== undefined && { dpop }) });
      }),
      { numRuns: 400 },
    );
  });

  it('for a good token with any proof', async () => {
    const key = await createDpopKey();
    const token = await issuer.sign({ cnf: { jkt: key.jkt } });
    const [header, claims, signature] = (await key.prove({ method: 'GET', url: 'http://localhost:8629/notes', token })).split(
      '.',
    );
    const halfGood = fc.oneof(
      anyToken,
      json.map((part) => `${header}.${base64url(part)}.${signature}`),
      json.map((part) => `${base64url(part)}.${claims}.${signature}`),
      fc.string().map((part) => `${header}.${claims}.${base64url(`x${part}`)}`),
      fc.string({ unit: fc.constantFrom('A', '-', '_', '='), maxLength: 90 }).map((part) => `${header}.${claims}.${part}`),
    );
    await fc.assert(
      fc.asyncProperty(halfGood, (dpop) => expectRefusal({ authorization: `DPoP ${token}`, dpop })),
      { numRuns: 400 },
    );
  });

  it('for a good token at any target and with any method', async () => {
    const authorization = `Bearer ${await issuer.sign()}`;
    const odd = fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom('*', '', '//', '/\\', 'http://[', '/%zz', 'javascript:1'));
    await fc.assert(
      fc.asyncProperty(odd, fc.oneof(fc.string(), fc.constantFrom('GET', 'TRACE', 'CONNECT')), async (url, method) => {
        const verdict = await guard.check({ method, url, headers: { authorization } });
        if (verdict.kind === 'refused') expect(verdict.refusal.code).to.equal('request_malformed');
      }),
      { numRuns: 400 },
    );
    await expectRefusal({ authorization }, 'TRACE');
    await expectRefusal({ authorization }, 'OPTIONS', '*');
  });

  it('for fields that come twice', async () => {
    const good = `Bearer ${await issuer.sign()}`;
    await expectRefusal({ authorization: [good, good] });
    await expectRefusal({ authorization: `${good}, ${good}` });
    await expectRefusal({ authorization: good, Authorization: good });
  });

  it('for fields that are good but too long', async () => {
    const padding = 'a'.repeat(LONGEST_FIELD);
    const key = await createDpopKey();
    const target = { method: 'GET', url: 'http://localhost:8629/notes' };
    const token = await issuer.sign({ cnf: { jkt: key.jkt } });
    for (const headers of [
      { authorization: `Bearer ${await issuer.sign({ padding })}` },
      { authorization: `DPoP ${token}`, dpop: await key.prove({ ...target, token }, { padding }) },
    ]) {
      const verdict = await guard.check({ ...target, headers });
      expect(verdict.kind === 'refused' && verdict.refusal.code).to.equal('request_malformed');
    }
  });
});
