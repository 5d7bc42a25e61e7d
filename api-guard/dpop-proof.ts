import { isJsonObject, takeApart } from './compact-jwt.ts';
import { problem } from './problems.ts';
import type { Problem } from './problems.ts';
import { toNumericDate } from './units.ts';
import type { Instant, Seconds } from './units.ts';

/** What a DPoP proof says of itself. It counts once the signature is verified. */
export interface DpopProof {
  readonly jti: string;
  readonly htu: string;
  readonly iat: Seconds;
  readonly nonce?: string;
}

/** JWK members that are private or symmetric (RFC 7518, sections 6.2.2, 6.3.2, 6.4.1; RFC 8037, section 2; `priv` of algorithm key pairs). */
const NOT_PUBLIC = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

/**
 * Reads a proof and checks its form: `typ`, `alg`, a `jwk` that is public, and the claims a proof at an API must have. What they must be equal
 * to (method, address, token, key), and the signature, is oauth4webapi's to verify.
 *
 * @param algorithms the algorithms accepted here; asymmetric ones only
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-4.3 RFC 9449, section 4.3, checks 2 to 7}
 */
export function readProof(text: string | undefined, algorithms: readonly string[]): DpopProof | Problem {
  if (text === undefined || text === '') return problem('proof_missing');
  const proof = takeApart(text);
  if (proof?.header.typ !== 'dpop+jwt') return problem('proof_malformed');

  const { alg, jwk } = proof.header;
  if (typeof alg !== 'string' || !algorithms.includes(alg)) return problem('proof_algorithm');
  if (!isJsonObject(jwk) || NOT_PUBLIC.some((member) => member in jwk)) return problem('proof_key');

  const { jti, htm, htu, iat, ath, nonce } = proof.claims;
  if (typeof jti !== 'string' || typeof htm !== 'string' || typeof htu !== 'string' || typeof ath !== 'string')
    return problem('proof_claims');
  if (!URL.canParse(htu) || typeof iat !== 'number' || !Number.isFinite(iat)) return problem('proof_claims');
  if (nonce !== undefined && typeof nonce !== 'string') return problem('proof_claims');
  return { jti, htu, iat, ...(nonce !== undefined && { nonce }) };
}

/** How far a proof's `iat` may lie behind and ahead of our clock. */
export interface ProofWindow {
  readonly past: Seconds;
  readonly future: Seconds;
}

/**
 * Was the proof made just now?
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-11.1 RFC 9449, section 11.1: seconds or minutes}
 */
export function isRecent({ iat }: DpopProof, { past, future }: ProofWindow, now: Instant): boolean {
  const age = toNumericDate(now) - iat;
  return age <= past && age >= -future;
}

/** From when on the proof is too old, and need not be remembered any longer. */
export function tooOldAt({ iat }: DpopProof, { past }: ProofWindow): Instant {
  return Math.ceil(iat + past + 1) * 1000;
}
