import { createPublicKey } from 'node:crypto';

import { z } from 'zod';

/** The members that only a private or a shared key has (RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/** RSA keys shorter than this must not be used (RFC 7518, section 3.3). */
const SHORTEST_RSA = 2048;

/** Why a JSON Web Key is no public key that can check a signature, or undefined if it is one. Never repeats the key. */
export function judgePublicJwk(
  jwk: Readonly<Record<string, unknown>>,
): { readonly message: string; readonly fix: string } | undefined {
  if (PRIVATE_MEMBERS.some((member) => member in jwk)) {
    return {
      message: 'this is a private key.',
      fix: 'Take it out of use, make a new pair, and write only the public half here.',
    };
  }
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key: jwk, format: 'jwk' });
    const bits = asymmetricKeyDetails?.modulusLength ?? Infinity;
    return bits < SHORTEST_RSA
      ? { message: `this RSA key is too short.`, fix: `Make one of ${SHORTEST_RSA} bits or more.` }
      : undefined;
  } catch {
    return { message: 'this is no public key.', fix: 'Write a JSON Web Key, as {kty: EC, crv: P-256, x: …, y: …} (RFC 7517).' };
  }
}

const jwk = z.looseObject({ kty: z.string() }).superRefine((key, context) => {
  const reason = judgePublicJwk(key);
  if (reason) context.addIssue({ code: 'custom', message: reason.message, params: { fix: reason.fix } });
});

/** A JSON Web Key Set (RFC 7517, section 5) of public keys, at least one. */
export const publicJwksSchema = z.looseObject({ keys: z.array(jwk).min(1) });
