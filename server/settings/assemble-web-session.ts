import type { ApprovalApiEntry, ProductTokenEntry } from './schema-product-token.ts';
import type { WebSessionEntry } from './schema-web-session.ts';
import type { ApprovalApiSettings, KeySource, ProductTokenSettings, WebSessionSettings } from './web-session-settings.ts';

/** Makes the settings of a web session in which no problem was found. */
export function assembleWebSession(entry: WebSessionEntry): WebSessionSettings {
  switch (entry.kind) {
    case 'accounts':
      return { kind: entry.kind, lifetime: entry.lifetime, consolesEndOn: entry.consoles_end_on };
    case 'host_jwt':
      return {
        kind: entry.kind,
        cookie: entry.cookie,
        token: assembleProductToken(entry),
        loginUrl: entry.login_url,
        returnParameter: entry.return_parameter,
        logoutUrl: entry.logout_url,
      };
    case 'openid':
      return {
        kind: entry.kind,
        issuer: entry.issuer,
        clientId: entry.client_id,
        clientSecret: entry.client_secret,
        scope: entry.scope,
        acrValues: entry.acr_values,
        lifetime: entry.lifetime,
        person: { names: entry.claims, roles: entry.role_names },
      };
    case 'proxy':
      return {
        kind: entry.kind,
        ...(entry.secret === undefined ? {} : { secret: { header: entry.secret_header, value: entry.secret } }),
        addresses: entry.addresses,
        person: { names: entry.headers, roles: entry.role_names },
        loginUrl: entry.login_url,
        returnParameter: entry.return_parameter,
        logoutUrl: entry.logout_url,
      };
  }
}

/** Makes the settings of the approval API. */
export function assembleApprovalApi(entry: ApprovalApiEntry): ApprovalApiSettings {
  return { token: assembleProductToken(entry), origins: entry.origins };
}

/** The same for whatever takes a product's token. */
function assembleProductToken(entry: ProductTokenEntry): ProductTokenSettings {
  const { issuer, audience, algorithms, max_age: maxAge, claims: names, role_names: roles } = entry;
  return { issuer, audience, keys: keysOf(entry), algorithms, maxAge, person: { names, roles } };
}

function keysOf({ jwks_uri: uri, jwks }: ProductTokenEntry): KeySource {
  if (uri !== undefined) return { uri };
  if (jwks === undefined) throw new Error('a token that nobody can check came through');
  return { jwks };
}
