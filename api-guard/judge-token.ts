import { createHash } from 'node:crypto';

import { judgeBinding } from './binding.ts';
import { isJsonObject, takeApart } from './compact-jwt.ts';
import type { UnverifiedJwt } from './compact-jwt.ts';
import type { Credentials } from './credentials.ts';
import { isRecent, readProof, tooOldAt } from './dpop-proof.ts';
import type { DpopProof } from './dpop-proof.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import { isProblem, problem } from './problems.ts';
import type { Problem } from './problems.ts';
import type { GuardSettings } from './read-options.ts';
import { describeToken } from './verified-token.ts';
import type { VerifiedToken } from './verified-token.ts';
import { createVerifyToken } from './verify-token.ts';
import type { Presented } from './verify-token.ts';

/** What judging a token needs. */
export interface JudgeTokenDeps {
  readonly settings: GuardSettings;
  readonly keys: IssuerKeys;
}

/** Is this token good, and does whoever sent it hold the key it is bound to? */
export type JudgeToken = (presented: Presented) => Promise<VerifiedToken | Problem>;

/**
 * The order of the checks: form first (cheap, can only refuse), then signatures and claims, then what may be spent only by a verified caller: the
 * proof's one use.
 */
export function createJudgeToken({ settings, keys }: JudgeTokenDeps): JudgeToken {
  const { algorithms, proofAlgorithms, requireDpop, audience, tolerance, clock } = settings;
  const verifyToken = createVerifyToken({ audience, algorithms: [...algorithms, ...proofAlgorithms], tolerance, clock });

  return async function judgeToken(presented) {
    const { credentials, target } = presented;
    const token = readToken(credentials, algorithms);
    if (isProblem(token)) return token;
    const misuse = judgeBinding(token, credentials, requireDpop);
    if (misuse) return misuse;
    const proof = credentials.scheme === 'DPoP' ? readProof(credentials.proof, proofAlgorithms) : undefined;
    if (proof && isProblem(proof)) return proof;

    const keySet = await keys.forToken(typeof token.header.kid === 'string' ? token.header.kid : undefined);
    if (keySet === undefined) return problem('keys_unavailable', 'no keys of the issuer are known');
    const verified = await verifyToken(presented, keySet);
    if (isProblem(verified)) return verified;

    const { claims } = verified;
    const keyThumbprint = proof && isJsonObject(claims.cnf) && typeof claims.cnf.jkt === 'string' ? claims.cnf.jkt : undefined;
    const objection =
      proof && (judgeFreshness(proof, settings) ?? (await spend(proof, `${keyThumbprint} ${target.href}`, settings)));
    return objection ?? describeToken(claims, credentials.scheme, keyThumbprint);
  };
}

/** Takes the token apart and checks what must be settled before a key is chosen (RFC 8725, sections 3.1 and 3.11; RFC 9068, section 4). */
function readToken({ token }: Credentials, algorithms: readonly string[]): UnverifiedJwt | Problem {
  const jwt = takeApart(token);
  if (jwt === undefined) return problem('token_malformed');
  const { alg, typ } = jwt.header;
  if (typeof alg !== 'string' || !algorithms.includes(alg))
    return problem('token_algorithm', `expected ${algorithms.join(' or ')}`);
  if (typeof typ !== 'string' || !/^(application\/)?at\+jwt$/i.test(typ)) return problem('token_type', 'expected typ at+jwt');
  return jwt;
}

/** @returns undefined if the proof was made just now */
function judgeFreshness(proof: DpopProof, { nonces, proofWindow, clock }: GuardSettings): Problem | undefined {
  if (nonces && !(proof.nonce !== undefined && nonces.isFresh(proof.nonce))) return problem('proof_nonce');
  return isRecent(proof, proofWindow, clock()) ? undefined : problem('proof_time', 'iat lies outside of the window');
}

/**
 * Spends the proof: nobody can use it a second time with this key at this address.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-11.1 RFC 9449, section 11.1}
 */
async function spend(proof: DpopProof, context: string, { replays, proofWindow }: GuardSettings): Promise<Problem | undefined> {
  const key = createHash('sha256').update(`${context} ${proof.jti}`).digest('base64url');
  try {
    return (await replays.claim(key, tooOldAt(proof, proofWindow))) ? undefined : problem('proof_replayed');
  } catch (cause) {
    return problem('replays_unavailable', cause instanceof Error ? cause.message : 'the store of used proofs failed');
  }
}
