import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

import { isIdentityScope } from '../domain/identity-scopes.ts';
import type { Clock, RandomId } from '../ports/clock.ts';
import type { Settings } from '../settings/settings.ts';
import { describe } from './asking-device.ts';
import type { DeviceInfo } from './asking-device.ts';
import type { DeviceProofs } from './device-proof.ts';
import type { DeviceRequestLimit } from './device-request-limit.ts';
import { askedSignIn } from './asked-sign-in.ts';
import { refuseDuplicates } from './refuse-duplicates.ts';
import { refuseProofOfBearerClient, settingsOf } from './resources.ts';

/** SHA-256 in base64url (RFC 7636, section 4.2). */
export const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** What describing a device needs. */
export interface DeviceInfoDeps extends Pick<DeviceProofs, 'keyOf'> {
  readonly settings: Settings;
  readonly randomId: RandomId;
  readonly clock: Clock;
  readonly requestLimit: DeviceRequestLimit;
}

/**
 * Checks what the engine does not check at the device authorization endpoint, and describes who asks. The engine calls this last, just before it
 * keeps the request.
 *
 * @throws `invalid_request`, `invalid_scope`, `invalid_target`, `invalid_dpop_proof`, `use_dpop_nonce`, `unmet_authentication_requirements`, `temporarily_unavailable` as error answers
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.1 RFC 8628, section 3.1}
 */
export function createDeviceInfo({ settings, randomId, keyOf, clock, requestLimit }: DeviceInfoDeps) {
  /** What is wrong with a request is said to everybody; this, to whoever asked rightly too often. */
  function refuseTooMany(ctx: KoaContextWithOIDC): void {
    const seconds = requestLimit.heldBack(ctx.ip, clock());
    if (seconds === undefined) return;
    ctx.set('Retry-After', String(seconds));
    throw new TooManyRequests();
  }

  return function describeDevice(ctx: KoaContextWithOIDC): DeviceInfo {
    const client = settingsOf(settings, ctx.oidc.client);
    const body = ctx.oidc.body ?? {};
    refuseDuplicates(ctx);
    refuseUnknownScopes(ctx, client.scopes);
    const codeChallenge = readChallenge(body);
    if (client.pkce === 'required' && !codeChallenge)
      throw new errors.InvalidRequest('this client must send code_challenge with code_challenge_method=S256');
    refuseProofOfBearerClient(ctx, settings);
    const dpopThumbprint = keyOf(ctx);
    if (client.dpopJkt === 'required' && dpopThumbprint === undefined)
      throw new errors.InvalidRequest(
        'this client must send a DPoP proof with this request, or the thumbprint of its key as dpop_jkt',
      );
    const asked = {
      deviceName: body.device_name,
      address: ctx.ip,
      userAgent: ctx.get('User-Agent'),
      codeChallenge,
      dpopThumbprint,
      signIn: askedSignIn(body, client, settings.webSession),
    };
    refuseTooMany(ctx);
    return describe(asked, randomId);
  };
}

/** The request is good, and may be repeated later (RFC 6585, section 4). */
class TooManyRequests extends errors.OIDCProviderError {
  constructor() {
    super(429, 'temporarily_unavailable');
    this.error_description = 'too many device codes were asked for from this network, try again later';
    this.expose = true;
  }
}

/**
 * The engine lets scopes through that nobody knows, or that another API knows; they would be dropped in silence, after a person was asked for them (RFC 6749,
 * section 3.3).
 */
function refuseUnknownScopes(ctx: KoaContextWithOIDC, ofClient: readonly string[]): void {
  const ofApis = Object.values(ctx.oidc.resourceServers ?? {}).flatMap(({ scope = '' }) => scope.split(' '));
  const mayAsk = (scope: string): boolean => isIdentityScope(scope) || (ofApis.includes(scope) && ofClient.includes(scope));
  const asked = [...ctx.oidc.requestParamScopes];
  if (asked.length === 0) {
    throw new errors.InvalidScope(`ask for at least one scope, for example: ${ofClient.filter(mayAsk).join(' ')}`, '');
  }
  if (asked.every(mayAsk)) return;
  const unknown = asked.filter((scope) => !mayAsk(scope)).join(' ');
  throw new errors.InvalidScope(`this client may not ask for: ${unknown}`, unknown);
}

function readChallenge(body: Readonly<Record<string, unknown>>): string | undefined {
  const { code_challenge: challenge, code_challenge_method: method } = body;
  if (!challenge && !method) return undefined;
  if (method !== 'S256') throw new errors.InvalidRequest('code_challenge_method must be S256');
  if (typeof challenge !== 'string' || !S256_CHALLENGE.test(challenge))
    throw new errors.InvalidRequest('code_challenge must be a SHA-256 hash in base64url');
  return challenge;
}
