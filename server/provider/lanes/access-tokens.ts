import { importJWK } from 'jose';

import { toNumericDate } from '../../domain/units.ts';
import type { Instant, Seconds } from '../../domain/units.ts';
import type { RandomId } from '../../ports/clock.ts';
import type { Keys } from '../keys.ts';
import { approvalClaims } from '../token-claims.ts';
import type { Approved } from '../token-claims.ts';

/** The approval that a device's tokens come from: whose, for which console and API. */
export interface DeviceApproval extends Approved {
  readonly grantId: string;
  readonly accountId: string;
  readonly clientId: string;
  readonly resource: string;
}

/** Makes an access token that is bound to no key. */
export type SignAccessToken = (approval: DeviceApproval, scope: string, now: Instant, lifetime: Seconds) => Promise<string>;

/**
 * Access tokens as the engine makes them: the same claims in the same order, signed with the same key.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9068#section-2 RFC 9068, section 2}
 * @see {@link https://www.rfc-editor.org/rfc/rfc7515#section-5.1 RFC 7515, section 5.1}
 */
export async function createSignAccessToken({
  keys,
  issuer,
  randomId,
}: {
  readonly keys: Pick<Keys, 'jwks'>;
  readonly issuer: string;
  readonly randomId: RandomId;
}): Promise<SignAccessToken> {
  const [jwk] = keys.jwks.keys;
  if (!jwk) throw new Error('there is no key to sign with');
  const key = (await importJWK(jwk, 'ES256')) as CryptoKey;
  const header = encode({ alg: 'ES256', typ: 'at+jwt', kid: jwk.kid });

  return async function signAccessToken(approval, scope, now, lifetime) {
    const iat = toNumericDate(now);
    const claims = {
      ...approvalClaims(approval.grantId, approval),
      jti: randomId(32),
      sub: approval.accountId,
      iat,
      exp: iat + lifetime,
      scope,
      client_id: approval.clientId,
      iss: issuer,
      aud: approval.resource,
    };
    const signed = `${header}.${encode(claims)}`;
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(signed, 'latin1'));
    return `${signed}.${Buffer.from(signature).toString('base64url')}`;
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
