import { jwkThumbprint } from '../issuer/jwk-thumbprint.ts';
import { stateOf } from '../session/freshness.ts';
import type { LoginState } from '../session/freshness.ts';
import type { Login, StoreDescription } from '../store/token-store.ts';
import type { Instant } from '../units.ts';

/** How a login stands: everything about it that is no secret. */
export interface SessionStatus {
  /** `refreshable` is as good as `valid`: the next call renews it in silence. `expired` and `logged_out` take a person. */
  readonly state: LoginState;
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
  /** `sub` of the ID token, when there was one. */
  readonly subject: string | undefined;
  /** What people call that account. */
  readonly account: string | undefined;
  readonly deviceName: string | undefined;
  readonly scopes: readonly string[];
  /** What was asked for at the login and not given (RFC 6749, section 3.3). */
  readonly refusedScopes: readonly string[];
  /** The API that the tokens are for (RFC 8707). */
  readonly resource: string | undefined;
  readonly tokenType: 'Bearer' | 'DPoP' | undefined;
  /** The thumbprint of the key that the tokens are bound to (RFC 7638; RFC 9449, section 6.1). */
  readonly dpopThumbprint: string | undefined;
  /** When the access token runs out, by this machine's clock. The login goes on. */
  readonly accessTokenExpiresAt: Date | undefined;
  readonly store: Pick<StoreDescription, 'kind' | 'encrypted' | 'persistent'>;
}

/** @param login undefined when nobody is logged in */
export function statusOf(
  login: Login | undefined,
  { kind, encrypted, persistent }: StoreDescription,
  now: Instant,
): SessionStatus {
  const key = login?.tokenType === 'DPoP' ? login.dpopKey : undefined;
  return {
    state: stateOf(login, now),
    issuer: login?.issuer,
    clientId: login?.clientId,
    subject: login?.subject,
    account: login?.account,
    deviceName: login?.deviceName,
    scopes: login?.scopes ?? [],
    refusedScopes: login?.refusedScopes ?? [],
    resource: login?.resource,
    tokenType: login?.tokenType,
    dpopThumbprint: key && jwkThumbprint(key),
    accessTokenExpiresAt: login?.accessTokenExpiresAt === undefined ? undefined : new Date(login.accessTokenExpiresAt),
    store: { kind, encrypted, persistent },
  };
}
