import { createGuard } from '@countersign/api-guard';
import type { Guard, Replays } from '@countersign/api-guard';
import { expect } from 'chai';

import { NONCE_PERIOD } from '../../../api-guard/dpop-nonces.ts';
import { createDpopKey } from '../../support/dpop-key.ts';
import type { DpopKey } from '../../support/dpop-key.ts';
import { AUDIENCE, startTokenIssuer } from '../../support/token-issuer.ts';
import type { TokenIssuer } from '../../support/token-issuer.ts';
import { parseChallenges } from '../../support/www-authenticate.ts';

const PUBLIC_URL = 'http://localhost:8629';
const TARGET = `${PUBLIC_URL}/notes`;
const now = (): number => Math.floor(Date.now() / 1000);

describe('api-guard: DPoP (RFC 9449, sections 4.3, 7 and 11.1)', () => {
  let issuer: TokenIssuer;
  let guard: Guard;
  let key: DpopKey;
  let token: string;

  const options = (): { issuer: string; audience: string; publicUrl: string } => ({
    issuer: issuer.issuer,
    audience: AUDIENCE,
    publicUrl: PUBLIC_URL,
  });

  before(async () => {
    issuer = await startTokenIssuer();
    key = await createDpopKey();
    token = await issuer.sign({ cnf: { jkt: key.jkt } });
    guard = createGuard(options());
  });
  after(() => issuer.close());

  async function send(proof: string | readonly string[] | undefined, changes: Partial<Sent> = {}, by = guard): Promise<string> {
    const { authorization = `DPoP ${token}`, method = 'GET', url = '/notes' } = changes;
    const verdict = await by.check({ method, url, headers: { authorization, dpop: proof } });
    if (verdict.kind === 'verified') return 'verified';
    const { status, code, headers } = verdict.refusal;
    const errors = parseChallenges(headers['WWW-Authenticate'] ?? '').flatMap(({ scheme, parameters }) =>
      parameters.error === undefined ? [] : `${scheme} ${parameters.error}`,
    );
    return `${status} ${errors.join()} ${code}`;
  }

  const prove = (...changes: Parameters<DpopKey['prove']> extends [unknown, ...infer Rest] ? Rest : never): Promise<string> =>
    key.prove({ method: 'GET', url: TARGET, token }, ...changes);

  it('accepts a bound token with its proof, and names the key', async () => {
    const headers = { authorization: `DPoP ${token}`, dpop: await prove() };
    const verdict = await guard.check({ method: 'GET', url: '/notes', headers });
    expect(verdict.kind === 'verified' && verdict.token).to.include({ scheme: 'DPoP', keyThumbprint: key.jkt });
  });

  for (const alg of ['ES256', 'PS256', 'RS256', 'Ed25519']) {
    it(`accepts a proof signed with ${alg}`, async () => {
      const other = await createDpopKey(alg);
      const bound = await issuer.sign({ cnf: { jkt: other.jkt } });
      const proof = await other.prove({ method: 'GET', url: TARGET, token: bound });
      expect(await send(proof, { authorization: `DPoP ${bound}` })).to.equal('verified');
    });
  }

  it('compares the address without query and fragment, normalised', async () => {
    for (const htu of [`${TARGET}?page=2`, `${TARGET}#top`, 'HTTP://LOCALHOST:8629/notes', 'http://localhost:8629/x/../notes']) {
      expect(await send(await prove({ htu }), { url: '/notes?page=1' }), htu).to.equal('verified');
    }
  });

  describe('refuses', () => {
    it('a bound token sent as Bearer, with or without the proof', async () => {
      const authorization = `Bearer ${token}`;
      expect(await send(undefined, { authorization })).to.equal('401 Bearer invalid_token token_bound');
      expect(await send(await prove(), { authorization })).to.equal('401 Bearer invalid_token token_bound');
    });

    it('a token that is not bound, sent with a proof', async () => {
      const bearer = await issuer.sign();
      const proof = await key.prove({ method: 'GET', url: TARGET, token: bearer });
      expect(await send(proof, { authorization: `DPoP ${bearer}` })).to.equal('401 DPoP invalid_token token_not_bound');
      expect(await send(proof, { authorization: `Bearer ${bearer}` })).to.equal('400 Bearer invalid_request proof_with_bearer');
    });

    it('a token bound to another key', async () => {
      const thief = await createDpopKey();
      const proof = await thief.prove({ method: 'GET', url: TARGET, token });
      expect(await send(proof)).to.equal('401 DPoP invalid_token token_bound_to_other_key');
    });

    it('a missing or empty proof', async () => {
      expect(await send(undefined)).to.equal('401 DPoP invalid_dpop_proof proof_missing');
      expect(await send('')).to.equal('401 DPoP invalid_dpop_proof proof_missing');
    });

    it('two proofs, as two fields or joined to one', async () => {
      const two = [await prove(), await prove()];
      expect(await send(two)).to.equal('400 Bearer invalid_request request_malformed');
      expect(await send(two.join(', '))).to.equal('400 Bearer invalid_request request_malformed');
    });

    it('a proof signed by another key than the one it shows', async () => {
      const thief = await createDpopKey();
      const [, , signature] = (await thief.prove({ method: 'GET', url: TARGET, token })).split('.');
      const [header, claims] = (await prove()).split('.');
      expect(await send(`${header}.${claims}.${signature}`)).to.equal('401 DPoP invalid_dpop_proof proof_signature');
      expect(await send(`${header}.${claims}.`)).to.equal('401 DPoP invalid_dpop_proof proof_signature');
    });

    const forms: Record<string, [() => Promise<string>, string]> = {
      'another method': [() => prove({ htm: 'POST' }), 'proof_method'],
      'another path': [() => prove({ htu: `${TARGET}/1` }), 'proof_target'],
      'another host': [() => prove({ htu: 'http://evil.example/notes' }), 'proof_target'],
      'another scheme': [() => prove({ htu: 'https://localhost:8629/notes' }), 'proof_target'],
      'an address that is none': [() => prove({ htu: 'notes' }), 'proof_claims'],
      'another access token': [() => prove({ ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo' }), 'proof_token'],
      'no hash of the access token': [() => prove({ ath: undefined }), 'proof_claims'],
      'no jti': [() => prove({ jti: undefined }), 'proof_claims'],
      'an iat that is no number': [() => prove({ iat: '1' as never }), 'proof_claims'],
      'an old iat': [() => prove({ iat: now() - 78 }), 'proof_time'],
      'an iat from the future': [() => prove({ iat: now() + 20 }), 'proof_time'],
      'a far iat': [() => prove({ iat: now() - 3600 }), 'proof_time'],
      'another type': [() => prove({}, { typ: 'JWT' }), 'proof_malformed'],
      'no key': [() => prove({}, { jwk: undefined }), 'proof_key'],
      'its private key': [() => prove({}, { jwk: key.privateJwk }), 'proof_key'],
      'garbage instead of a JWT': [() => Promise.resolve('not-a-proof'), 'proof_malformed'],
    };
    for (const [what, [make, code]] of Object.entries(forms)) {
      it(`a proof with ${what}: ${code}`, async () => {
        expect(await send(await make())).to.equal(`401 DPoP invalid_dpop_proof ${code}`);
      });
    }

    for (const alg of ['none', 'HS256', 'ES512']) {
      it(`a proof that says alg ${alg}`, async () => {
        const [, claims, signature] = (await prove()).split('.');
        const header = Buffer.from(JSON.stringify({ alg, typ: 'dpop+jwt', jwk: key.publicJwk })).toString('base64url');
        expect(await send(`${header}.${claims}.${signature}`)).to.equal('401 DPoP invalid_dpop_proof proof_algorithm');
      });
    }

    it('a symmetric key in the proof', async () => {
      const proof = await prove({}, { jwk: { kty: 'oct', k: 'c2VjcmV0' } as never });
      expect(await send(proof)).to.equal('401 DPoP invalid_dpop_proof proof_key');
    });
  });

  describe('replay (section 11.1)', () => {
    it('refuses a proof the second time, also when both come at once', async () => {
      const proof = await prove();
      const answers = await Promise.all([send(proof), send(proof), send(proof)]);
      expect(answers.sort()).to.deep.equal([...Array<string>(2).fill('401 DPoP invalid_dpop_proof proof_replayed'), 'verified']);
    });

    it('takes the same jti from another key', async () => {
      const other = await createDpopKey();
      const theirs = await issuer.sign({ cnf: { jkt: other.jkt } });
      expect(await send(await prove({ jti: 'once' }))).to.equal('verified');
      const proof = await other.prove({ method: 'GET', url: TARGET, token: theirs }, { jti: 'once' });
      expect(await send(proof, { authorization: `DPoP ${theirs}` })).to.equal('verified');
    });

    it('does not let an unverified proof use up a jti', async () => {
      const proof = await prove({ jti: 'mine' });
      expect(await send(proof, { method: 'DELETE' })).to.contain('proof_method');
      expect(await send(proof)).to.equal('verified');
    });

    it('works across processes that share a store, and answers 503 when the store fails', async () => {
      const claimed = new Set<string>();
      const shared: Replays = {
        claim: (id, until) => {
          expect(id).to.match(/^[\w-]{43}$/);
          expect(until).to.be.within(Date.now() + 60_000, Date.now() + 80_000);
          return Promise.resolve(!claimed.has(id) && Boolean(claimed.add(id)));
        },
      };
      const [one, two] = [createGuard({ ...options(), replays: shared }), createGuard({ ...options(), replays: shared })];
      const proof = await prove();
      expect(await send(proof, {}, one)).to.equal('verified');
      expect(await send(proof, {}, two)).to.contain('proof_replayed');

      const broken = createGuard({ ...options(), replays: { claim: () => Promise.reject(new Error('connection lost')) } });
      expect(await send(await prove(), {}, broken)).to.equal('503  replays_unavailable');
    });
  });

  describe('the address behind a proxy', () => {
    it('is the configured one; the Host field of the request counts for nothing', async () => {
      const behind = createGuard({ ...options(), publicUrl: 'https://api.example.com/v1/' });
      const proof = (htu: string): Promise<string> => prove({ htu });
      expect(await send(await proof('https://api.example.com/v1/notes'), {}, behind)).to.equal('verified');
      const dpop = await proof('https://evil.example/notes');
      const headers = { authorization: `DPoP ${token}`, dpop, host: 'evil.example' };
      const verdict = await behind.check({ method: 'GET', url: '/notes', headers });
      expect(verdict.kind === 'refused' && verdict.refusal.code).to.equal('proof_target');
    });

    it('may be one of several, chosen by Host among those that are configured', async () => {
      const both = createGuard({ ...options(), publicUrl: [PUBLIC_URL, 'http://127.0.0.1:8629'] });
      const ask = async (host: string, htu: string): Promise<string> => {
        const headers = { authorization: `DPoP ${token}`, dpop: await prove({ htu }), host };
        return (await both.check({ method: 'GET', url: '/notes', headers })).kind;
      };
      expect(await ask('127.0.0.1:8629', 'http://127.0.0.1:8629/notes')).to.equal('verified');
      expect(await ask('localhost:8629', TARGET)).to.equal('verified');
      expect(await ask('127.0.0.1:8629', TARGET)).to.equal('refused');
      expect(await ask('evil.example', 'http://evil.example/notes')).to.equal('refused');
    });
  });

  it('can be required: then no Bearer token passes and none is asked for', async () => {
    const strict = createGuard({ ...options(), requireDpop: true });
    expect(await send(undefined, { authorization: `Bearer ${await issuer.sign()}` }, strict)).to.equal(
      '401 DPoP invalid_token token_not_bound',
    );
    expect(await send(await prove(), {}, strict)).to.equal('verified');
    const verdict = await strict.check({ method: 'GET', url: '/', headers: {} });
    const challenge = verdict.kind === 'refused' ? (verdict.refusal.headers['WWW-Authenticate'] ?? '') : '';
    expect(parseChallenges(challenge).map(({ scheme }) => scheme)).to.deep.equal(['DPoP']);
    expect(strict.metadata.document.dpop_bound_access_tokens_required).to.equal(true);
  });

  describe('nonces (section 9)', () => {
    it('are demanded, given, accepted, and run out', async () => {
      let time = Date.now();
      const withNonces = createGuard({ ...options(), nonceSecret: new Uint8Array(32).fill(7), clock: () => time });
      const ask = async (nonce?: string): Promise<{ answer: string; next: string | undefined }> => {
        const headers = { authorization: `DPoP ${token}`, dpop: await prove({ nonce, iat: Math.floor(time / 1000) }) };
        const verdict = await withNonces.check({ method: 'GET', url: '/notes', headers });
        if (verdict.kind === 'verified') return { answer: 'verified', next: verdict.headers['DPoP-Nonce'] };
        const { headers: given } = verdict.refusal;
        const dpop = parseChallenges(given['WWW-Authenticate'] ?? '').find(({ scheme }) => scheme === 'DPoP');
        return { answer: `${verdict.refusal.status} ${dpop?.parameters.error}`, next: given['DPoP-Nonce'] };
      };
      const { answer, next } = await ask();
      expect(answer).to.equal('401 use_dpop_nonce');
      expect(next).to.match(/^[\w-]{43}$/);
      expect((await ask(next)).answer).to.equal('verified');
      expect((await ask('made-up')).answer).to.equal('401 use_dpop_nonce');

      time += NONCE_PERIOD * 1000;
      const renewed = await ask(next);
      expect(renewed.answer, 'one period later it is still good').to.equal('verified');
      expect(renewed.next, 'and the answer brings the next one').not.to.equal(next);
      time += NONCE_PERIOD * 1000;
      expect((await ask(next)).answer).to.equal('401 use_dpop_nonce');
    });

    it('let a console in whose clock is four minutes off', async () => {
      const withNonces = createGuard({ ...options(), nonceSecret: new Uint8Array(32) });
      const first = await withNonces.check({
        method: 'GET',
        url: '/notes',
        headers: { authorization: `DPoP ${token}`, dpop: await prove() },
      });
      const nonce = first.kind === 'refused' ? first.refusal.headers['DPoP-Nonce'] : undefined;
      for (const skew of [-240, 240]) {
        expect(await send(await prove({ nonce, iat: now() + skew }), {}, withNonces), `${skew} s`).to.equal('verified');
      }
    });
  });
});

interface Sent {
  readonly authorization: string;
  readonly method: string;
  readonly url: string;
}
