import { Provider } from 'oidc-provider';

import type { DeviceRequest } from '../domain/device-request.ts';
import type { TakeFingerprint } from '../domain/fingerprint.ts';
import type { RefreshTokens } from '../domain/refresh-token.ts';
import type { Audit } from '../observe/audit.ts';
import type { Clock, RandomId } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Storage } from '../ports/storage.ts';
import type { Settings } from '../settings/settings.ts';
import { createAdapterFactory } from './adapters.ts';
import type { Approvers } from './approvers.ts';
import { DEVICE_CODE_GRANT } from './clients.ts';
import type { ConnectDevice } from './connect-device.ts';
import { createEngineConfiguration } from './configuration.ts';
import type { EngineConfigurationDeps } from './configuration.ts';
import { createDeviceInfo } from './device-authorization.ts';
import { createDeviceCodeAdapter } from './device-code-adapter.ts';
import type { CodeSnapshots } from './device-code-adapter.ts';
import type { DeviceRequestLimit } from './device-request-limit.ts';
import { createDeviceGrant } from './device-grant.ts';
import type { GrantHandler } from './device-grant.ts';
import type { DeviceProofs } from './device-proof.ts';
import { createEngine } from './engine.ts';
import type { WrapGrant } from './engine.ts';
import { listenToEngine } from './events.ts';
import { createGrantAdapter } from './grant-adapter.ts';
import type { GrantSnapshots } from './grant-adapter.ts';
import type { Keys } from './keys.ts';
import type { AccountedPolls } from './lanes/poll-lane.ts';
import type { SpentCodes } from './lanes/redeem.ts';
import type { LookedUpTokens } from './lanes/refresh-lane.ts';
import type { ClaimedProofs } from './lanes/token-proof.ts';
import { auditIssued, tellConsole } from './open-device-code.ts';
import type { OpenDeviceCode } from './open-device-code.ts';
import { createRecordAdapter } from './record-adapter.ts';
import { createRefreshTokenAdapter, handOutRefreshTokens } from './refresh-token-adapter.ts';
import { createReplayAdapter } from './replay-adapter.ts';
import { refuseDuplicates } from './refuse-duplicates.ts';
import { sayUnauthorizedClient } from './refused-grants.ts';
import { refuseProofOfBearerClient } from './resources.ts';
import type { StructuredTokens } from './structured-tokens.ts';

/** What the authorization server is made of. */
export interface ProviderDeps {
  readonly settings: Settings;
  readonly storage: Storage;
  readonly polls: AccountedPolls;
  readonly lookedUp: LookedUpTokens;
  readonly claimedProofs: ClaimedProofs;
  readonly spentCodes: SpentCodes;
  readonly refreshTokens: RefreshTokens;
  readonly keys: Keys;
  readonly structuredTokens: StructuredTokens;
  readonly deviceProofs: DeviceProofs;
  readonly grantSnapshots: GrantSnapshots;
  readonly approvers: Approvers;
  readonly connectDevice: ConnectDevice;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly randomId: RandomId;
  readonly openDeviceCode: OpenDeviceCode;
  readonly requestLimit: DeviceRequestLimit;
  readonly audit: Audit;
  readonly log: Log;
  readonly renderError: EngineConfigurationDeps['renderError'];
}

/** A request that was just kept, until its answer is complete. */
interface Opened {
  readonly request: DeviceRequest;
  readonly userCode: string;
}

/** Puts the engine, its adapters and our grant together. */
export function createProvider(deps: ProviderDeps): Provider {
  const {
    settings,
    storage,
    polls,
    lookedUp,
    claimedProofs,
    spentCodes,
    refreshTokens,
    keys,
    grantSnapshots,
    approvers,
    connectDevice,
    clock,
    randomId,
    openDeviceCode,
    audit,
    log,
    renderError,
    takeFingerprint,
    structuredTokens,
  } = deps;
  const { deviceCodes, grants, replays, records } = storage;
  const opened = new WeakMap<object, Opened>();
  const snapshots: CodeSnapshots = new WeakMap();

  function rememberOpened(request: DeviceRequest, userCode: string): void {
    if (Provider.ctx) opened.set(Provider.ctx, { request, userCode });
  }

  const adapter = createAdapterFactory(
    {
      DeviceCode: createDeviceCodeAdapter({
        deviceCodes,
        takeFingerprint,
        settings,
        clock,
        openDeviceCode,
        snapshots,
        spentCodes,
        connectDevice,
        onOpened: rememberOpened,
      }),
      Grant: createGrantAdapter({
        grants,
        settings,
        clock,
        snapshots: grantSnapshots,
        codeSnapshots: snapshots,
        approvers,
      }),
      RefreshToken: createRefreshTokenAdapter({
        grants,
        lookedUp,
        refreshTokens,
        snapshots: grantSnapshots,
        takeFingerprint,
        clock,
        audit,
      }),
      ReplayDetection: createReplayAdapter({ replays, claimedProofs, takeFingerprint, clock }),
      other: (model) => {
        const adapter = createRecordAdapter(model, { records, takeFingerprint, clock });
        return model === 'AccessToken' || model === 'ClientCredentials' ? structuredTokens.wrap(model, adapter) : adapter;
      },
    },
    { log },
  );

  /** What stands in front of the engine's handler of a grant. */
  function inFrontOf(grantType: string, handler: GrantHandler): GrantHandler {
    if (grantType === DEVICE_CODE_GRANT)
      return createDeviceGrant(handler, { deviceCodes, polls, takeFingerprint, settings, clock, snapshots, audit, log });
    return (ctx) => {
      refuseProofOfBearerClient(ctx, settings);
      return handler(ctx);
    };
  }

  const wrapGrant: WrapGrant = (grantType, engineHandler) => {
    const answer = inFrontOf(grantType, handOutRefreshTokens(engineHandler, refreshTokens));
    return {
      async handler(ctx) {
        refuseDuplicates(ctx, ['resource']); // RFC 8707, section 2, lets it be repeated; that it is the approved one is looked at later
        await answer(ctx);
      },
      parameters: grantType === DEVICE_CODE_GRANT ? ['code_verifier'] : [],
    };
  };

  const describeDevice = createDeviceInfo({
    settings,
    randomId,
    clock,
    requestLimit: deps.requestLimit,
    keyOf: deps.deviceProofs.keyOf,
  });
  const provider = createEngine(
    settings.issuer,
    createEngineConfiguration({ settings, keys, adapter, approvers, clock, describeDevice, renderError }),
    wrapGrant,
  );
  provider.proxy = true; // safe, because public-origin.ts writes these headers anew
  listenToEngine(provider, { audit, log });
  provider.on('grant.error', sayUnauthorizedClient);
  provider.on('device_authorization.success', (ctx, body) => {
    const { request, userCode } = opened.get(ctx) ?? {};
    if (!request || userCode === undefined) throw new Error('a device authorization was answered that was not kept');
    ctx.body = { device_code: body.device_code, ...tellConsole(request, userCode, settings) };
    auditIssued(audit, request);
  });
  return provider;
}
