import type { TakeFingerprint } from '../domain/fingerprint.ts';
import type { Csrf } from '../http/csrf.ts';
import type { ShowPage } from '../http/show-page.ts';
import type { Audit } from '../observe/audit.ts';
import type { Clock, RandomId } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { ExpiringRecords } from '../ports/storage.ts';
import type { OpenIdWebSession } from '../settings/web-session-settings.ts';
import { createBackchannelLogout } from './backchannel-logout.ts';
import { createBrowserSessions } from './browser-sessions.ts';
import { createOpenIdPages } from './openid-pages.ts';
import { createFindProvider } from './openid-provider.ts';
import { createOpenIdSignIn } from './openid-sign-in.ts';
import { createSignOuts } from './sign-outs.ts';
import type { WebSession } from './web-session.ts';

/** What signing in at an OpenID Provider needs. */
export interface OpenIdSessionDeps {
  readonly settings: OpenIdWebSession;
  readonly records: ExpiringRecords;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
  readonly randomId: RandomId;
  readonly csrf: Csrf;
  readonly show: ShowPage;
  readonly audit: Audit;
  readonly log: Log;
  readonly issuer: string;
}

/**
 * People sign in at an OpenID Provider, with whatever it asks of them. Our own session is short: after it the provider is asked again, silently while its own session lives; and a
 * provider that tells of sign-outs (Back-Channel Logout) ends ours at once.
 */
export function createOpenIdSession(deps: OpenIdSessionDeps): WebSession {
  const { settings } = deps;
  const findProvider = createFindProvider(settings);
  const signOuts = createSignOuts({ ...deps, provider: settings.issuer, lifetime: settings.lifetime });
  const sessions = createBrowserSessions({
    ...deps,
    realm: JSON.stringify([settings.kind, settings.issuer]),
    lifetime: settings.lifetime,
    async asNow(session) {
      return (await signOuts.hasEnded(session)) ? undefined : session.person;
    },
  });
  const signIn = createOpenIdSignIn({ ...deps, findProvider });
  const pages = createOpenIdPages({ ...deps, sessions, signIn, findProvider });
  pages.use(createBackchannelLogout({ ...deps, findProvider, signOuts }).routes());
  return { visitors: sessions, pages };
}
