import type { IncomingMessage } from 'node:http';

import proxyAddr from 'proxy-addr';

import { equalInConstantTime } from '../domain/fingerprint.ts';
import type { TakeFingerprint } from '../domain/fingerprint.ts';
import type { Log } from '../ports/log.ts';
import type { PersonField, ProxyWebSession } from '../settings/web-session-settings.ts';
import { readPerson } from './read-person.ts';
import type { Claims } from './read-person.ts';
import { createLoginAddress, createSignInElsewhere } from './sign-in-elsewhere.ts';
import type { SignInElsewhereDeps } from './sign-in-elsewhere.ts';
import type { WebSession } from './web-session.ts';

/** What trusting a proxy needs. */
export interface ProxySessionDeps extends Omit<SignInElsewhereDeps, 'visitors' | 'loginAddress' | 'logoutUrl'> {
  readonly settings: ProxyWebSession;
  readonly takeFingerprint: TakeFingerprint;
  readonly log: Log;
}

/** Fields that hold several values, with commas between. */
const LISTS: ReadonlySet<PersonField> = new Set(['roles', 'amr']);

/**
 * A proxy in front of us authenticates people. What it says in headers is believed if it proves itself, by a secret or by where it connects from; of anybody else the same headers
 * say nothing. The address is the peer's own, not what X-Forwarded-For claims.
 */
export function createProxySession(deps: ProxySessionDeps): WebSession {
  const { settings, takeFingerprint, clock, log } = deps;
  const isProxy = createIsProxy(settings);
  const visitors: WebSession['visitors'] = {
    whoIs(ctx) {
      const claims = readClaims(ctx.req, settings);
      if (!('subject' in claims)) return Promise.resolve(undefined);
      const read = isProxy(ctx.req) ? readPerson(claims, { ...settings.person, names: NAMES }, clock()) : undefined;
      if (!read) {
        const reason = isProxy(ctx.req) ? 'no-subject' : 'not-the-proxy';
        log.warn('web_session.refused', {
          reason,
          address: ctx.req.socket.remoteAddress,
          request: ctx.state.requestId as string,
        });
        return Promise.resolve(undefined);
      }
      const names = [settings.kind, read.person.id, read.signIn];
      return Promise.resolve({ person: read.person, session: takeFingerprint('web_session', JSON.stringify(names)) });
    },
  };
  const { loginUrl, returnParameter, logoutUrl } = settings;
  const loginAddress = loginUrl === undefined ? undefined : createLoginAddress(loginUrl, returnParameter);
  return { visitors, pages: createSignInElsewhere({ ...deps, visitors, loginAddress, logoutUrl }) };
}

/** The claims below have our own names already. */
const NAMES: Readonly<Record<PersonField, string>> = {
  subject: 'subject',
  name: 'name',
  email: 'email',
  roles: 'roles',
  session: 'session',
  acr: 'acr',
  amr: 'amr',
  auth_time: 'auth_time',
};

function createIsProxy({ secret, addresses }: ProxyWebSession): (request: IncomingMessage) => boolean {
  const isListed = addresses && proxyAddr.compile([...addresses]);
  return function isProxy({ headersDistinct, socket }) {
    if (secret) {
      const [sent, ...others] = headersDistinct[secret.header.toLowerCase()] ?? [];
      if (sent === undefined || others.length > 0 || !equalInConstantTime(sent, secret.value)) return false;
    }
    return isListed === undefined || isListed(socket.remoteAddress ?? '', 0);
  };
}

/** A header that came twice was sent by two, and nobody can say by whom: it is as good as none. */
function readClaims({ headersDistinct }: IncomingMessage, { person }: ProxyWebSession): Claims {
  const fields = Object.entries(person.names) as [PersonField, string][];
  return Object.fromEntries(
    fields.flatMap(([field, header]) => {
      const [value, ...others] = headersDistinct[header.toLowerCase()] ?? [];
      if (value === undefined || value === '' || others.length > 0) return [];
      const text = Buffer.from(value, 'latin1').toString('utf8'); // Node reads headers as Latin-1; proxies write UTF-8
      return [[field, LISTS.has(field) ? text.split(/[,\s]+/) : field === 'auth_time' ? Number(text) : text]];
    }),
  );
}
