import { createGuard } from '@countersign/api-guard';
import type { Demands, Guard, Refusal } from '@countersign/api-guard';
import { expect } from 'chai';

import { PROBLEMS } from '../../../api-guard/problems.ts';
import { createDpopKey } from '../../support/dpop-key.ts';
import { AUDIENCE, startTokenIssuer } from '../../support/token-issuer.ts';
import type { TokenIssuer } from '../../support/token-issuer.ts';
import { parseChallenges } from '../../support/www-authenticate.ts';

const METADATA = 'http://localhost:8629/.well-known/oauth-protected-resource';
const ALGS = 'ES256 PS256 RS256 Ed25519 EdDSA';
const now = (): number => Math.floor(Date.now() / 1000);

describe('api-guard: refusals and their challenges (RFC 6750, section 3; RFC 9449, section 7.1; RFC 9728, section 5.1)', () => {
  let issuer: TokenIssuer;
  let guard: Guard;

  before(async () => {
    issuer = await startTokenIssuer();
    guard = createGuard({ issuer: issuer.issuer, audience: AUDIENCE, publicUrl: 'http://localhost:8629' });
  });
  after(() => issuer.close());

  async function refusal(authorization: string | undefined, demands?: Demands, dpop?: string): Promise<Refusal> {
    const verdict = await guard.check({ method: 'GET', url: '/notes', headers: { authorization, dpop } }, demands);
    if (verdict.kind === 'verified') throw new Error('it was accepted');
    return verdict.refusal;
  }

  it('say nothing of an error when no token was sent', async () => {
    for (const authorization of [undefined, '', 'Basic YWxpY2U6d29uZGVybGFuZA==', 'Bearership abc', 'DPoP-Nonce abc']) {
      const { status, code, headers } = await refusal(authorization);
      expect([status, code]).to.deep.equal([401, 'token_missing']);
      expect(headers['WWW-Authenticate']).to.equal(
        `Bearer resource_metadata="${METADATA}", DPoP algs="${ALGS}", resource_metadata="${METADATA}"`,
      );
    }
  });

  it('do not look for a token in the query', async () => {
    const verdict = await guard.check({ method: 'GET', url: `/notes?access_token=${await issuer.sign()}`, headers: {} });
    expect(verdict.kind === 'refused' && verdict.refusal.code).to.equal('token_missing');
  });

  it('name the error at the scheme that was used', async () => {
    const bearer = await refusal('Bearer abc');
    expect(parseChallenges(bearer.headers['WWW-Authenticate'] ?? '')).to.deep.equal([
      {
        scheme: 'Bearer',
        parameters: { error: 'invalid_token', error_description: PROBLEMS.token_malformed.says, resource_metadata: METADATA },
      },
      { scheme: 'DPoP', parameters: { algs: ALGS, resource_metadata: METADATA } },
    ]);
    const dpop = await refusal('dpop abc');
    expect(parseChallenges(dpop.headers['WWW-Authenticate'] ?? '').map(({ parameters }) => parameters.error)).to.deep.equal([
      undefined,
      'invalid_token',
    ]);
  });

  it('are complete answers that nobody keeps', async () => {
    const { status, headers, body, reason } = await refusal('Bearer abc');
    expect(headers).to.include({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' });
    expect(body).to.deep.equal({ title: PROBLEMS.token_malformed.says, status, code: 'token_malformed' });
    expect(reason).to.be.a('string');
  });

  it('answer 403 with the scope when it is missing, naming all that is needed', async () => {
    const { status, code, headers, reason } = await refusal(`Bearer ${await issuer.sign()}`, { scope: 'notes:read notes:write' });
    expect([status, code, reason]).to.deep.equal([403, 'scope_missing', 'lacks notes:write']);
    expect(parseChallenges(headers['WWW-Authenticate'] ?? '')[0]).to.deep.equal({
      scheme: 'Bearer',
      parameters: {
        error: 'insufficient_scope',
        error_description: PROBLEMS.scope_missing.says,
        scope: 'notes:read notes:write',
        resource_metadata: METADATA,
      },
    });
  });

  it('do not take a scope for another that begins alike', async () => {
    const token = await issuer.sign({ scope: 'notes:reader xnotes:read' });
    expect((await refusal(`Bearer ${token}`, { scope: 'notes:read' })).code).to.equal('scope_missing');
    const none = await issuer.sign({ scope: undefined });
    expect((await refusal(`Bearer ${none}`, { scope: ['notes:read'] })).code).to.equal('scope_missing');
  });

  describe('step-up (RFC 9470, section 3)', () => {
    const stepUp = { scope: 'notes:read', maxAge: 300, acr: ['urn:mfa', 'urn:hwk'] };

    it('demands a fresh authentication of the right kind', async () => {
      const { status, code, headers } = await refusal(
        `Bearer ${await issuer.sign({ auth_time: now() - 600, acr: 'urn:mfa' })}`,
        stepUp,
      );
      expect([status, code]).to.deep.equal([401, 'authentication_too_old']);
      expect(parseChallenges(headers['WWW-Authenticate'] ?? '')[0]).to.deep.equal({
        scheme: 'Bearer',
        parameters: {
          error: 'insufficient_user_authentication',
          error_description: PROBLEMS.authentication_too_old.says,
          scope: 'notes:read',
          acr_values: 'urn:mfa urn:hwk',
          max_age: '300',
          resource_metadata: METADATA,
        },
      });
    });

    it('names it at the scheme DPoP when that was used', async () => {
      const key = await createDpopKey();
      const token = await issuer.sign({ cnf: { jkt: key.jkt } });
      const proof = await key.prove({ method: 'GET', url: 'http://localhost:8629/notes', token });
      const { headers } = await refusal(`DPoP ${token}`, { maxAge: 0 }, proof);
      const [bearer, dpop] = parseChallenges(headers['WWW-Authenticate'] ?? '');
      expect(bearer?.parameters).to.deep.equal({ resource_metadata: METADATA });
      expect(dpop?.parameters).to.include({ error: 'insufficient_user_authentication', max_age: '0', algs: ALGS });
    });

    it('is not met by a token that does not say when or how the person authenticated, or says the future', async () => {
      const codeFor = async (claims: object): Promise<string> =>
        (await refusal(`Bearer ${await issuer.sign({ ...claims })}`, stepUp)).code;
      expect(await codeFor({})).to.equal('authentication_too_weak');
      expect(await codeFor({ auth_time: now(), acr: 'urn:password' })).to.equal('authentication_too_weak');
      expect(await codeFor({ acr: 'urn:hwk' })).to.equal('authentication_too_old');
      expect(await codeFor({ acr: 'urn:hwk', auth_time: now() + 600 })).to.equal('authentication_too_old');
      expect(await codeFor({ acr: 'urn:hwk', auth_time: String(now()) })).to.equal('authentication_too_old');
    });

    it('is met by a fresh one', async () => {
      const token = await issuer.sign({ acr: 'urn:hwk', auth_time: now() - 299 });
      const verdict = await guard.check({ method: 'GET', url: '/notes', headers: { authorization: `Bearer ${token}` } }, stepUp);
      expect(verdict.kind).to.equal('verified');
    });
  });

  it('have sentences that fit into error_description (RFC 6750, section 3)', () => {
    for (const { says } of Object.values(PROBLEMS)) expect(says).to.match(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });
});
