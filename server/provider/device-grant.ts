import { errors } from 'oidc-provider';
import type { TokenEndpointGrantContext } from 'oidc-provider';

import type { TakeFingerprint } from '../domain/fingerprint.ts';
import { answersChallenge } from '../domain/pkce.ts';
import type { Instant, Milliseconds } from '../domain/units.ts';
import type { Audit } from '../observe/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeviceCodes, StoredDeviceCode } from '../ports/device-codes.ts';
import type { Log } from '../ports/log.ts';
import type { Settings } from '../settings/settings.ts';
import { denialWords } from './denial-words.ts';
import type { CodeSnapshots } from './device-code-adapter.ts';
import { claimedKey } from './device-proof.ts';
import type { AccountedPolls } from './lanes/poll-lane.ts';
import { refuseProofOfBearerClient, settingsOf } from './resources.ts';
import { StorageTrouble } from './storage-trouble.ts';

/** Answers a token request of one grant type: the engine's own kind of function. */
export type GrantHandler = (ctx: TokenEndpointGrantContext) => Promise<void> | void;

/** Two polls of one console that cross on the way are no theft: the later one is refused, and nothing ends. */
const CROSSING_POLLS: Milliseconds = 1000;

/** What the device grant needs. */
export interface DeviceGrantDeps {
  readonly deviceCodes: DeviceCodes;
  readonly takeFingerprint: TakeFingerprint;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly polls: AccountedPolls;
  readonly snapshots: CodeSnapshots;
  readonly audit: Audit;
  readonly log: Log;
}

/**
 * Puts in front of the engine's device grant what it leaves out: the pace of polls (RFC 8628, section 3.5), the verifier (RFC 7636), and
 * that a denied request stays denied however often it is asked.
 *
 * @param redeem the engine's own handler
 */
export function createDeviceGrant(redeem: GrantHandler, deps: DeviceGrantDeps): GrantHandler {
  const { deviceCodes, polls, takeFingerprint, settings, clock, snapshots, audit, log } = deps;

  async function ask<T>(question: Promise<T>): Promise<T> {
    try {
      return await question;
    } catch (error) {
      log.error('storage.failed', { model: 'DeviceCode', operation: 'poll', error });
      throw new StorageTrouble(error);
    }
  }

  return async function answerPoll(ctx) {
    const { device_code: deviceCode, code_verifier: verifier } = ctx.oidc.params as Record<string, unknown>;
    if (typeof deviceCode !== 'string' || deviceCode === '') return redeem(ctx);
    refuseProofOfBearerClient(ctx, settings);

    const polled = polls.get(ctx.req) ?? (await ask(deviceCodes.poll(takeFingerprint('device_code', deviceCode), clock())));
    if (polled.kind === 'unknown' || polled.clientId !== ctx.oidc.client.clientId) return redeem(ctx);
    if (polled.state === 'pending') {
      if (polled.tooEarly && clock() < polled.expiresAt) throw new errors.SlowDown();
      return redeem(ctx);
    }

    if (settingsOf(settings, ctx.oidc.client).tokens === 'dpop' && ctx.get('DPoP') === '')
      throw refusal('this client must send a DPoP proof');
    const { stored } = polled;
    if (!stored) return redeem(ctx);
    snapshots.set(ctx, stored);
    const { request } = stored;
    if (request.codeChallenge && !answersChallenge(request.codeChallenge, verifier))
      throw refusal('code_verifier is missing or wrong');
    if (request.dpopThumbprint && (await claimedKey(ctx)) !== request.dpopThumbprint)
      throw refusal('the DPoP proof is missing or by another key');
    refuseOtherResource(ctx, request.resource);
    if (stored.decision?.kind === 'denied' && stored.state === 'denied' && clock() < request.expiresAt)
      throw new errors.AccessDenied(denialWords(stored.decision));
    if (isCrossingPoll(stored, clock())) throw refusal('device code already consumed');
    if (stored.state === 'consumed')
      audit({ event: 'device_code.replayed', pairing: request.pairingId, client: request.clientId, address: ctx.ip });
    return redeem(ctx);
  };
}

/** The engine would notice only after the code is spent (RFC 8707, section 2.2). */
function refuseOtherResource(ctx: TokenEndpointGrantContext, approved: string | undefined): void {
  const { resource } = ctx.oidc.params as { resource?: unknown };
  if (resource !== undefined && resource !== approved)
    throw new errors.InvalidTarget('resource is not the one that was approved');
}

function isCrossingPoll({ state, consumedAt }: StoredDeviceCode, now: Instant): boolean {
  return state === 'consumed' && consumedAt !== undefined && now - consumedAt < CROSSING_POLLS;
}

/** `invalid_grant`, with a description: the engine's own class keeps the reason to itself. */
function refusal(description: string): Error {
  return Object.assign(new errors.InvalidGrant(description), { error_description: description });
}
