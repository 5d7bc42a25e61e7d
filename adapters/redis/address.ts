import { StorageError } from '../../server/ports/storage-error.ts';
import { PARAMETER_FORMS, parseParameters } from './address-parameters.ts';
import type { RedisKind, RedisParameters } from './address-parameters.ts';

/** One server to talk to, or to ask where the others are. */
export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is and how to get in: what a storage URL says. */
export interface RedisAddress extends RedisParameters {
  readonly kind: RedisKind;
  /** One server, or the Sentinels, or some nodes of the Cluster. Never empty. */
  readonly nodes: readonly [RedisNode, ...RedisNode[]];
  readonly username?: string;
  readonly password?: string;
  /** What the Sentinels call the group of servers. */
  readonly masterName?: string;
  readonly database: number;
}

/** The forms we understand, for messages. */
export const REDIS_URL_FORMS = [
  'redis://[USER:PASSWORD@]HOST[:6379][/DATABASE] (rediss:// for TLS)',
  'redis+sentinel://[USER:PASSWORD@]HOST[:26379][,HOST…]/MASTER-NAME[/DATABASE][?sentinel_password=…][&tls=true]',
  'redis+cluster://[USER:PASSWORD@]HOST[:6379][,HOST…][?tls=true]',
  `each of them with ${PARAMETER_FORMS}`,
] as const;

const KINDS = {
  'redis:': { kind: 'single', tls: false, port: 6379 },
  'rediss:': { kind: 'single', tls: true, port: 6379 },
  'redis+sentinel:': { kind: 'sentinel', tls: false, port: 26379 },
  'redis+cluster:': { kind: 'cluster', tls: false, port: 6379 },
} as const;

/**
 * Reads a storage URL. The URL class cannot: it knows no list of hosts. User and password are percent-encoded (RFC 3986, section 2.1).
 *
 * @throws StorageError `storage_url`, which never repeats the URL: it may hold a password
 * @see {@link https://www.rfc-editor.org/rfc/rfc3986#section-2.1 RFC 3986, section 2.1}
 */
export function parseRedisUrl(url: string): RedisAddress {
  const parts = /^(?<scheme>[a-z+]+:)\/\/(?:(?<user>[^@/]*)@)?(?<hosts>[^/?@]+)(?<path>\/[^?]*)?(?:\?(?<query>.*))?$/.exec(
    url,
  )?.groups;
  if (!parts?.scheme || !parts.hosts) throw complaint('it has not the right form');
  const form = KINDS[parts.scheme as keyof typeof KINDS] as (typeof KINDS)[keyof typeof KINDS] | undefined;
  if (form === undefined) throw complaint('its kind is unknown');

  const [first, ...others] = parts.hosts.split(',').map((node) => parseNode(node, form.port));
  if (first === undefined) throw complaint('it names no host');
  if (form.kind === 'single' && others.length > 0) throw complaint('it names more than one host');

  return {
    kind: form.kind,
    nodes: [first, ...others],
    ...parseUser(parts.user),
    ...parsePath(form.kind, parts.path),
    ...parseParameters(form.kind, form.tls, parts.query ?? ''),
  };
}

/** The address for people: hosts and ports, nothing secret. */
export function describeAddress({ nodes }: RedisAddress): string {
  return nodes.map(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)).join(', ');
}

function parseNode(text: string, defaultPort: number): RedisNode {
  const { six, name, port } = /^(?:\[(?<six>[0-9a-fA-F:.]+)\]|(?<name>[^:[\]]+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups ?? {};
  const host = six ?? name;
  const number = port === undefined ? defaultPort : Number(port);
  if (host === undefined || number < 1 || number > 65535) throw complaint('one of its hosts is not HOST or HOST:PORT');
  return { host, port: number };
}

function parseUser(text: string | undefined): Pick<RedisAddress, 'username' | 'password'> {
  if (!text) return {};
  const colon = text.indexOf(':');
  // "redis://secret@host" is read as a user without a password by some and as a password by others: nobody should have to guess.
  if (colon === -1) throw complaint('it has a user but no password; write USER:PASSWORD@ or :PASSWORD@');
  const username = decode(text.slice(0, colon));
  return { ...(username !== '' && { username }), password: decode(text.slice(colon + 1)) };
}

function parsePath(kind: RedisKind, path = ''): Pick<RedisAddress, 'masterName' | 'database'> {
  const segments = path.split('/').slice(1);
  if (segments.at(-1) === '') segments.pop();
  const masterName = kind === 'sentinel' ? decode(segments.shift() ?? '') : undefined;
  if (masterName === '') throw complaint('it lacks the name of the group its Sentinels watch');
  if (kind === 'cluster' && segments.length > 0) throw complaint('a Cluster has no databases, so nothing may follow its hosts');
  const [database = '0', ...rest] = segments;
  if (!/^\d{1,4}$/.test(database) || rest.length > 0) throw complaint('its database is not a number');
  return { ...(masterName !== undefined && { masterName }), database: Number(database) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw complaint('a "%" in it is not followed by two hexadecimal digits');
  }
}

function complaint(problem: string): StorageError {
  return new StorageError(
    'storage_url',
    `Cannot read the Redis storage URL: ${problem}. Right would be: ${REDIS_URL_FORMS.join(', or ')}.`,
  );
}
