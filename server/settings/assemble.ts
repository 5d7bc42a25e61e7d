import { atLeastAsStrong } from '../domain/approval-demands.ts';
import type { Draft, Entry } from './draft.ts';
import { assembleApprovalApi, assembleWebSession } from './assemble-web-session.ts';
import { deepFreeze, FrozenMap } from './frozen.ts';
import { judgeIssuer } from './issuer.ts';
import { resolveLifetimes } from './resolve-lifetimes.ts';
import type { WrittenLifetimes } from './resolve-lifetimes.ts';
import type { AccountEntry } from './schema-accounts.ts';
import type { ApiEntry } from './schema-apis.ts';
import type { ClientEntry } from './schema-clients.ts';
import type { CountersignFile } from './schema-countersign.ts';
import type { AccountSettings, ApiSettings, ClientAuthentication, ClientSettings, Place, Settings } from './settings.ts';

/** Makes the settings of a draft in which no problem was found: everything in its final form, and frozen. */
export function assembleSettings(folder: string, draft: Draft): Settings {
  // No problem was found, so nothing that the schemas ask for is missing: the parts of the draft are whole.
  const server = draft.countersign as CountersignFile;
  const apis = whole(draft.apis).map(({ value }) => assembleApi(value));
  const defaults: ClientDefaults = {
    lifetimes: server.lifetimes,
    tokens: server.dpop.required ? 'dpop' : 'either',
    apis,
    acrLevels: server.acr_levels,
  };
  const clients = whole(draft.clients).map(({ path, value }) =>
    assembleClient(value, defaults, draft.files.clients.placeOf(path)),
  );
  const roles = Object.entries(draft.roles ?? {}).map(([name, description]) => ({ name, description }));
  return deepFreeze({
    folder,
    ...assembleServer(server),
    clientsById: new FrozenMap(clients.map((client) => [client.id, client])),
    apisByAudience: new FrozenMap(apis.map((api) => [api.audience, api])),
    rolesByName: new FrozenMap(roles.map((role) => [role.name, role])),
    accountsById: new FrozenMap(whole(draft.accounts).map(({ value }) => [value.id, assembleAccount(value)])),
  });
}

function assembleServer(server: CountersignFile) {
  const issuer = judgeIssuer(server.issuer);
  if (issuer.kind === 'bad') throw new Error('an issuer that was refused came through');
  return {
    issuer: issuer.origin,
    issuerIsLocal: issuer.isLocal,
    host: server.host ?? (issuer.isLocal ? issuer.hostname : undefined),
    port: server.port,
    storage: server.storage,
    trustedProxies: server.trusted_proxies,
    webSession: assembleWebSession(server.web_session),
    ...(server.approval_api ? { approvalApi: assembleApprovalApi(server.approval_api) } : {}),
    userCode: server.user_code,
    guessLimits: {
      perAccount: server.guess_limit.per_account,
      perNetwork: server.guess_limit.per_network,
      overall: server.guess_limit.overall,
    },
    deviceRequests: { perNetwork: server.device_requests.per_network },
    lifetimes: resolveLifetimes(server.lifetimes),
    dpop: { requireNonce: server.dpop.require_nonce },
    log: server.log,
    brand: {
      productName: server.brand.product_name,
      supportUrl: server.brand.support_url,
      logo: server.brand.logo,
      accent: server.brand.accent,
    },
  } satisfies Partial<Settings>;
}

function assembleApi({ audience, name, scopes }: ApiEntry): ApiSettings {
  return {
    audience,
    name,
    scopesByName: new FrozenMap(
      scopes.map(({ step_up: stepUp, ...scope }) => [
        scope.name,
        { ...scope, stepUp: stepUp && { maxAge: stepUp.max_age, acrValues: stepUp.acr_values } },
      ]),
    ),
  };
}

/** What a client takes from elsewhere when its own entry does not say. */
interface ClientDefaults {
  readonly lifetimes: WrittenLifetimes;
  readonly tokens: ClientSettings['tokens'];
  readonly apis: readonly ApiSettings[];
  readonly acrLevels: readonly string[];
}

function assembleClient(entry: ClientEntry, defaults: ClientDefaults, writtenAt: Place): ClientSettings {
  const scopesOf = (audience: string): readonly string[] => [
    ...(defaults.apis.find((api) => api.audience === audience)?.scopesByName.keys() ?? []),
  ];
  return {
    id: entry.id,
    name: entry.name,
    uri: entry.uri,
    authentication: assembleAuthentication(entry.authentication),
    grants: entry.grants,
    apis: entry.apis,
    scopes: entry.scopes ?? [...new Set(entry.apis.flatMap(scopesOf))],
    tokens: entry.tokens ?? defaults.tokens,
    pkce: entry.pkce,
    dpopJkt: entry.dpop_jkt,
    verificationUriComplete: entry.verification_uri_complete,
    approval: {
      sameNetwork: entry.require_same_network,
      signIn: {
        maxAge: entry.require_fresh_sign_in,
        acrValues: entry.min_acr === undefined ? undefined : atLeastAsStrong(defaults.acrLevels, entry.min_acr),
      },
      confirmCode: entry.confirm_code,
    },
    lifetimes: resolveLifetimes(entry.lifetimes, defaults.lifetimes),
    introspect: entry.introspect,
    devices: { max: entry.devices.max, whenFull: entry.devices.when_full },
    writtenAt,
  };
}

function assembleAuthentication(written: ClientEntry['authentication']): ClientAuthentication {
  if (written.method !== 'private_key_jwt') return written;
  return { method: written.method, jwks: { keys: written.jwks?.keys ?? [] } };
}

function assembleAccount({ password_hash: passwordHash, ...account }: AccountEntry): AccountSettings {
  return { ...account, passwordHash };
}

function whole<T>(entries: readonly Entry<T>[] | undefined): readonly { readonly path: Entry<T>['path']; readonly value: T }[] {
  return (entries ?? []) as readonly { readonly path: Entry<T>['path']; readonly value: T }[];
}
