import { importJWK } from 'jose';

import { toNumericDate } from '../../domain/units.ts';
import type { Instant, Seconds } from '../../domain/units.ts';
import type { RandomId } from '../../ports/clock.ts';
import type { ClientSettings, Settings } from '../../settings/settings.ts';
import type { Keys } from '../keys.ts';
import { approvalClaims } from '../token-claims.ts';
import type { Approved } from '../token-claims.ts';
import type { RightsNow } from './rights-now.ts';

/** The approval that a device's tokens come from: whose, for which console and API. */
export interface DeviceApproval extends Approved {
  readonly grantId: string;
  readonly accountId: string;
  readonly clientId: string;
  readonly resource: string;
  /** The thumbprint of the key that they are bound to, if they are bound to one. */
  readonly jkt?: string;
}

/** What is made of an approval now. */
export interface SignedTokens {
  readonly accessToken: string;
  /** There when the console asked who its person is (`openid`). */
  readonly idToken: string | undefined;
}

/** Makes the tokens of one answer. */
export type SignTokens = (
  approval: DeviceApproval,
  rights: RightsNow,
  client: ClientSettings,
  now: Instant,
) => Promise<SignedTokens>;

/**
 * Signed tokens as the engine makes them: the same claims in the same order, signed with the same key.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9068#section-2 RFC 9068, section 2}
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-6.1 RFC 9449, section 6.1}: `cnf.jkt`
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#IDToken OpenID Connect Core, section 2}
 */
export async function createSignTokens({
  keys,
  settings: { issuer, lifetimes },
  randomId,
}: {
  readonly keys: Pick<Keys, 'jwks'>;
  readonly settings: Pick<Settings, 'issuer' | 'lifetimes'>;
  readonly randomId: RandomId;
}): Promise<SignTokens> {
  const [jwk] = keys.jwks.keys;
  if (!jwk) throw new Error('there is no key to sign with');
  const key = (await importJWK(jwk, 'ES256')) as CryptoKey;
  const { kid } = jwk;
  const accessTokenHeader = encode({ alg: 'ES256', typ: 'at+jwt', kid });
  const idTokenHeader = encode({ alg: 'ES256', kid });

  /** @see {@link https://www.rfc-editor.org/rfc/rfc7515#section-5.1 RFC 7515, section 5.1} */
  async function sign(header: string, claims: object): Promise<string> {
    const signed = `${header}.${encode(claims)}`;
    const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(signed, 'latin1'));
    return `${signed}.${Buffer.from(signature).toString('base64url')}`;
  }

  function accessTokenClaims(approval: DeviceApproval, scope: string, iat: number, lifetime: Seconds): object {
    const { grantId, accountId: sub, clientId, resource: aud, jkt } = approval;
    const times = { iat, exp: iat + lifetime };
    return {
      ...approvalClaims(grantId, approval),
      jti: randomId(32),
      sub,
      ...times,
      scope,
      client_id: clientId,
      iss: issuer,
      aud,
      ...(jkt !== undefined && { cnf: { jkt } }),
    };
  }

  return async function signTokens(approval, { scope, identity }, client, now) {
    const iat = toNumericDate(now);
    const idClaims = identity && { ...identity, aud: client.id, exp: iat + lifetimes.accessToken, iat, iss: issuer };
    const [accessToken, idToken] = await Promise.all([
      sign(accessTokenHeader, accessTokenClaims(approval, scope, iat, client.lifetimes.accessToken)),
      idClaims && sign(idTokenHeader, idClaims),
    ]);
    return { accessToken, idToken };
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
