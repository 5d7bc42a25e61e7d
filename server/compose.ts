import { randomFillSync, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';

import { openStorage } from '../adapters/open-storage.ts';
import { assembleApp } from './app.ts';
import { createDpopNonces } from './domain/dpop-nonces.ts';
import { composeJsonApis } from './compose-json-apis.ts';
import { composeLanes } from './compose-lanes.ts';
import { createDevicesPage } from './devices/devices-page.ts';
import { createOwnDevices } from './devices/own-devices.ts';
import { createTakeFingerprint } from './domain/fingerprint.ts';
import { createRandomId } from './domain/random-id.ts';
import { createRefreshTokens } from './domain/refresh-token.ts';
import { createAnswerErrors } from './http/answer-errors.ts';
import { createCookie } from './http/cookies.ts';
import { createCsrf } from './http/csrf.ts';
import { createHealth } from './http/health.ts';
import { createHomePage } from './http/home-page.ts';
import { createOAuthEndpoints } from './http/oauth-endpoints.ts';
import { createPageFiles } from './http/page-files.ts';
import { createAddressOf, createPublicOrigin } from './http/public-origin.ts';
import { createRender } from './http/render.ts';
import { createRequestId } from './http/request-id.ts';
import { createRequestLog } from './http/request-log.ts';
import { createSecurityHeaders } from './http/security-headers.ts';
import { createShowPage } from './http/show-page.ts';
import { createStaticFiles } from './http/static-files.ts';
import { createTroubleshootingPage } from './http/troubleshooting-page.ts';
import { createUnreadBody } from './http/unread-body.ts';
import { createAudit } from './observe/audit.ts';
import { countSlowDowns } from './observe/slow-downs.ts';
import { createCatalogue } from './pairing/catalogue.ts';
import { createCodeGuesses } from './pairing/code-guesses.ts';
import { createDevicePage } from './pairing/device-page.ts';
import { createKeptCode } from './pairing/kept-code.ts';
import { createPairing } from './pairing/pairing.ts';
import { createPlaces } from './pairing/places.ts';
import { createReviews } from './pairing/reviews.ts';
import type { Log } from './ports/log.ts';
import { createApprovers } from './provider/approvers.ts';
import { checkClients } from './provider/check-clients.ts';
import { createConnectDevice } from './provider/connect-device.ts';
import { createProvider } from './provider/create-provider.ts';
import { createDeviceProofs } from './provider/device-proof.ts';
import { createDeviceRequestLimit } from './provider/device-request-limit.ts';
import { createDeviceRequests } from './provider/device-requests.ts';
import { loadKeys } from './provider/keys.ts';
import { createErrorPage } from './provider/error-page.ts';
import type { GrantSnapshots } from './provider/grant-adapter.ts';
import { createOpenDeviceCode } from './provider/open-device-code.ts';
import { createProofs } from './provider/proofs.ts';
import { createStructuredTokens } from './provider/structured-tokens.ts';
import { SettingsRefused } from './settings/settings-refused.ts';
import type { Settings } from './settings/settings.ts';
import { endWithAccounts } from './web-session/account-changes.ts';
import { createWebSession } from './web-session/create-web-session.ts';

const VIEWS = join(import.meta.dirname, '../views');

/** A server that is ready to listen, and how to let go of what it holds. */
export interface Composed {
  readonly app: RequestListener;
  readonly close: () => Promise<void>;
}

/** What composing needs beside the settings. */
export interface ComposeOptions {
  readonly log: Log;
  /** Without them every request takes the engine's road: slower, and the same answers. */
  readonly lanes?: boolean;
}

/** The composition root: every part is made here, once, and given what it needs. Clock and randomness enter here. */
export async function compose(settings: Settings, { log, lanes = true }: ComposeOptions): Promise<Composed> {
  const clock = Date.now;
  const randomId = createRandomId(randomFillSync);
  const { issuer, userCode } = settings;
  const audit = createAudit({ log });

  const opened = await openStorage(settings.storage, { log, clock });
  const { records, counters, secrets } = opened;
  const firstIssuer = await secrets.keepFirst('issuer', issuer);
  if (firstIssuer !== issuer) log.warn('storage.of_another_issuer', { issuer, first: firstIssuer });
  const keys = await loadKeys({ secrets, issuer, randomId });
  const takeFingerprint = createTakeFingerprint(keys.pepper);

  const pageFiles = createPageFiles({ css: readFileSync(join(VIEWS, 'countersign.css'), 'utf8'), brand: settings.brand });
  const show = createShowPage({ render: createRender({ viewsFolder: VIEWS, ...pageFiles }) });
  const csrf = createCsrf({ key: keys.csrfKey, issuer, randomId });

  const webSession = createWebSession({
    settings,
    records,
    counters,
    takeFingerprint,
    clock,
    randomId,
    csrf,
    show,
    audit,
    log,
    issuer,
  });
  const { visitors, accounts } = webSession;
  const endOn = settings.webSession.kind === 'accounts' ? settings.webSession.consolesEndOn : [];
  const storage = {
    ...opened,
    deviceCodes: countSlowDowns(opened.deviceCodes, { audit }),
    ...endWithAccounts({ ...opened, accounts, endOn, audit }),
  };
  const { deviceCodes } = storage;

  const structuredTokens = createStructuredTokens({ keys, issuer });
  const nonces = createDpopNonces(keys.nonceSecret);
  const proofs = createProofs({ issuer, nonces, requireNonce: settings.dpop.requireNonce });
  const deviceProofs = createDeviceProofs({ proofs, nonces, replays: storage.replays, takeFingerprint, clock });
  const renderError = createErrorPage({ show });
  const grantSnapshots: GrantSnapshots = new WeakMap();
  const requestLimit = createDeviceRequestLimit({ perNetwork: settings.deviceRequests.perNetwork, audit });
  /** What a plain request needs, whether a lane answers it or the engine. */
  const shared = {
    ...{ polls: new WeakMap(), lookedUp: new WeakMap(), claimedProofs: new WeakMap(), spentCodes: new WeakMap() },
    ...{ takeFingerprint, clock, randomId, audit },
    refreshTokens: createRefreshTokens(keys.refreshTokenKey),
    openDeviceCode: createOpenDeviceCode({
      deviceCodes,
      takeFingerprint,
      settings,
      requestLimit,
      randomInt: (below) => randomInt(below),
    }),
    connectDevice: createConnectDevice({ devices: storage.devices, settings, audit }),
    approvers: createApprovers({ accounts, grantSnapshots }),
  };
  const provider = createProvider({
    ...shared,
    settings,
    storage,
    keys,
    grantSnapshots,
    structuredTokens,
    deviceProofs,
    requestLimit,
    log,
    renderError,
  });
  const clientProblems = await checkClients(provider, settings);
  if (clientProblems.length > 0) {
    await storage.close();
    throw new SettingsRefused(clientProblems);
  }

  const catalogue = createCatalogue({ settings });
  const requests = createDeviceRequests({ deviceCodes, takeFingerprint, settings, clock });
  const reviews = createReviews({ records, takeFingerprint, randomId });
  const guesses = createCodeGuesses({ counters, takeFingerprint, clock, limits: settings.guessLimits });
  const places = createPlaces({ devices: storage.devices, settings, clock });
  const pairing = createPairing({ requests, reviews, guesses, catalogue, places, audit, clock });

  const addressOf = createAddressOf(settings.trustedProxies);
  const ownDevices = createOwnDevices({ devices: storage.devices, audit });

  const jsonApis = composeJsonApis({
    ...{ settings, pairing, catalogue, ownDevices, userCode, visitors, accounts: webSession.accounts },
    ...{ csrf, takeFingerprint, clock, log },
  });

  const app = assembleApp(provider, {
    lanes: lanes ? await composeLanes({ ...shared, settings, storage, keys, proofs, nonces, addressOf, log }) : (goOn) => goOn,
    giveRequestId: createRequestId({ randomId }),
    settlePublicOrigin: createPublicOrigin({ issuer, addressOf }),
    logRequest: settings.log.level === 'debug' ? createRequestLog({ log, clock }) : undefined,
    setSecurityHeaders: createSecurityHeaders({ issuer }),
    throwUnreadBodyAway: createUnreadBody(),
    answerErrors: createAnswerErrors({ show, log }),
    serveStaticFile: createStaticFiles(pageFiles),
    health: createHealth({ ping: () => storage.ping(), log }),
    speakOAuth: createOAuthEndpoints({ log, issuer }),
    readStructuredToken: structuredTokens.readStructuredToken,
    readDeviceProof: deviceProofs.readDeviceProof,
    ...jsonApis,
    home: createHomePage({ show, visitors, csrf, issuer }),
    troubleshooting: createTroubleshootingPage({ show }),
    signIn: webSession.pages,
    device: createDevicePage({
      pairing,
      catalogue,
      visitors,
      csrf,
      show,
      clock,
      userCode,
      keptCode: createKeptCode(createCookie('typed-code', { issuer })),
    }),
    devices: createDevicesPage({ ownDevices, names: catalogue, visitors, csrf, show, clock, settings }),
  });
  return { app, close: () => storage.close() };
}
