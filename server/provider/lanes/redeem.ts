import type { IncomingMessage } from 'node:http';

import { errors } from 'oidc-provider';

import type { Approval } from '../../domain/device-request.ts';
import type { Fingerprint, TakeFingerprint } from '../../domain/fingerprint.ts';
import { answersChallenge } from '../../domain/pkce.ts';
import type { RefreshTokens } from '../../domain/refresh-token.ts';
import { later, toNumericDate } from '../../domain/units.ts';
import type { Instant } from '../../domain/units.ts';
import type { Audit } from '../../observe/audit.ts';
import type { RandomId } from '../../ports/clock.ts';
import type { DeviceCodes, StoredDeviceCode } from '../../ports/device-codes.ts';
import type { Grants } from '../../ports/grants.ts';
import type { ClientSettings } from '../../settings/settings.ts';
import type { Approvers } from '../approvers.ts';
import type { ConnectDevice } from '../connect-device.ts';
import { describeDevice } from '../describe-device.ts';
import { makeGrant } from './grant-record.ts';
import type { PlainGrant } from './grant-record.ts';
import type { PlainForm } from './plain-form.ts';
import { firstRecord } from './refresh-record.ts';
import type { FindRights } from './rights-now.ts';
import type { SignTokens } from './sign-tokens.ts';
import { toAnswer } from './token-answer.ts';
import type { TokenAnswer } from './token-answer.ts';
import type { Binding, TokenProofs } from './token-proof.ts';

/** By request: the code that it spent already, for those that go on. It is not spent a second time. */
export type SpentCodes = WeakMap<IncomingMessage, Fingerprint>;

/** The poll of an approved request. */
export interface Redemption {
  readonly stored: StoredDeviceCode;
  readonly form: PlainForm;
  readonly client: ClientSettings;
  readonly binding: Binding;
  readonly req: IncomingMessage;
  readonly now: Instant;
}

/** Hands out the tokens. @returns undefined if there is anything for the engine to say about it: it can be asked the same again */
export type Redeem = (redemption: Redemption) => Promise<TokenAnswer | undefined>;

/** What redeeming needs. */
export interface RedeemDeps {
  readonly deviceCodes: Pick<DeviceCodes, 'spend'>;
  readonly grants: Pick<Grants, 'save' | 'issueRefreshToken'>;
  readonly connectDevice: ConnectDevice;
  readonly approvers: Pick<Approvers, 'worthKeeping'>;
  readonly refreshTokens: RefreshTokens;
  readonly takeFingerprint: TakeFingerprint;
  readonly signTokens: SignTokens;
  readonly findRights: FindRights;
  readonly tokenProofs: Pick<TokenProofs, 'claim'>;
  readonly spentCodes: SpentCodes;
  readonly addressOf: (req: IncomingMessage) => string;
  readonly audit: Audit;
  readonly randomId: RandomId;
}

/**
 * The steps of the engine's road, in its order (`device-code-adapter.ts`): the grant comes to life, its device takes its place, one caller spends the code
 * and gets tokens. Where a step is refused, the engine takes them again, is refused as well, and says why.
 *
 * The proof is used after the code, as there: were one of two polls to begin with the other step, each could take one from the other, and nobody had tokens.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.5 RFC 8628, section 3.5}
 */
export function createRedeem(deps: RedeemDeps): Redeem {
  const { deviceCodes, grants, connectDevice, approvers, refreshTokens, takeFingerprint, signTokens, findRights } = deps;
  const { tokenProofs, spentCodes, addressOf, audit, randomId } = deps;

  /** @returns whether this caller is the one who gets tokens */
  async function bringToLife(grant: PlainGrant, { stored, client, binding, req, now }: Redemption): Promise<boolean> {
    const { jti: id, accountId, clientId } = grant;
    const device = describeDevice(stored, binding.thumbprint);
    if (!device) return false;
    const keepUntil = later(now, client.lifetimes.deviceCode + client.lifetimes.accessToken);
    await grants.save({ id, accountId, clientId, device, payload: { ...grant }, keepUntil });
    const { credentials } = device;
    try {
      await connectDevice({ id, accountId, clientId, ...(credentials && { credentials }) }, addressOf(req));
    } catch (error) {
      if (error instanceof errors.OIDCProviderError) return false;
      throw error;
    }
    if (!(await deviceCodes.spend(stored.key, now))) return false;
    if (await tokenProofs.claim(req, binding, client)) return true;
    spentCodes.set(req, stored.key); // the engine says what is wrong with the proof
    return false;
  }

  return async function redeem(redemption) {
    const { stored, client, binding, req, now } = redemption;
    const approval = readPlainApproval(redemption);
    const approver = approvers.worthKeeping(approval);
    const grant = approval && makeGrant(stored.request, approval, approver, client.lifetimes, now);
    const { resource = '' } = stored.request;
    if (!approval || !grant) return undefined;
    const rights = await findRights(client, grant, { scope: approval.scopes.join(' '), resource });
    if (!rights || !(await bringToLife(grant, redemption))) return undefined;

    const { record, lifetime } = firstRecord(grant, approval, resource, client.lifetimes, binding.thumbprint);
    const { grantId, accountId: account, clientId } = record;
    const secret = randomId(32);
    const address = addressOf(req);
    const token = { key: takeFingerprint('refresh_token', secret), grantId, expiresAt: later(now, lifetime), from: address };
    const [signed, issued] = await Promise.all([
      signTokens(record, rights, client, now),
      grants.issueRefreshToken({ ...token, payload: { ...record } }),
    ]);
    if (!issued) return undefined;
    audit({ event: 'device_code.redeemed', pairing: grantId, client: clientId, account, address });
    return toAnswer(signed, refreshTokens.make({ grantId, secret }), rights, record, client);
  };
}

/** The approval, if there is nothing to it that the engine has to look at. */
function readPlainApproval({ stored, form, client, binding, now }: Redemption): Approval | undefined {
  const { state, request, decision } = stored;
  if (state !== 'approved' || decision?.kind !== 'approved' || !client.grants.includes('refresh_token')) return undefined;
  const isAlive = toNumericDate(now) < toNumericDate(request.expiresAt);
  const isVerified = request.codeChallenge === undefined || answersChallenge(request.codeChallenge, form.get('code_verifier'));
  const isForResource = !form.has('resource') || form.get('resource') === request.resource;
  const isWithItsKey = request.dpopThumbprint === undefined || request.dpopThumbprint === binding.thumbprint;
  return isAlive && isVerified && isForResource && isWithItsKey ? decision : undefined;
}
