import { createHash } from 'node:crypto';

import { equalInConstantTime } from './fingerprint.ts';

/** 43 to 128 of the unreserved characters (RFC 7636, section 4.1). */
const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

/**
 * Does the verifier answer the challenge? S256 only.
 *
 * @param challenge what was sent at the start: SHA-256 of the verifier, base64url
 * @param verifier what is sent now; anything but a well-formed verifier is a no
 * @see {@link https://www.rfc-editor.org/rfc/rfc7636#section-4.6 RFC 7636, section 4.6}
 */
export function answersChallenge(challenge: string, verifier: unknown): boolean {
  if (typeof verifier !== 'string' || !VERIFIER.test(verifier)) return false;
  return equalInConstantTime(createHash('sha256').update(verifier).digest('base64url'), challenge);
}
