import type { Log } from '../ports/log.ts';
import type { Settings } from '../settings/settings.ts';
import { createAccountsSession } from './accounts-session.ts';
import type { AccountsSessionDeps } from './accounts-session.ts';
import { createHostJwtSession } from './host-jwt-session.ts';
import { createOpenIdSession } from './openid-session.ts';
import { createProxySession } from './proxy-session.ts';
import type { WebSession } from './web-session.ts';

/** What any kind needs. */
export interface WebSessionDeps extends Omit<AccountsSessionDeps, 'settings' | 'people'> {
  readonly settings: Settings;
  readonly log: Log;
}

/** The kind of web session that the settings say. */
export function createWebSession({ settings, ...deps }: WebSessionDeps): WebSession {
  const { webSession } = settings;
  switch (webSession.kind) {
    case 'accounts':
      return createAccountsSession({ ...deps, settings: webSession, people: settings.accountsById });
    case 'host_jwt':
      return createHostJwtSession({ ...deps, settings: webSession });
    case 'proxy':
      return createProxySession({ ...deps, settings: webSession });
    case 'openid':
      return createOpenIdSession({ ...deps, settings: webSession });
  }
}
