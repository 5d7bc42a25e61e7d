import type { Draft } from './draft.ts';
import { formatDuration } from './duration.ts';
import type { Path, Problem } from './problems.ts';
import { resolveLifetimes } from './resolve-lifetimes.ts';
import type { WrittenLifetimes } from './resolve-lifetimes.ts';
import type { Lifetimes } from './settings.ts';
import type { YamlFile } from './yaml-file.ts';

interface Order {
  readonly isKept: (lifetimes: Lifetimes) => boolean;
  /** The keys that take part; the problem is said of the first one that is written. */
  readonly keys: readonly [keyof WrittenLifetimes, keyof WrittenLifetimes];
  readonly message: (lifetimes: Lifetimes) => string;
  readonly fix: string;
}

const ORDERS: readonly Order[] = [
  {
    // Otherwise the code is over before the second poll, and nobody can ever log in.
    isKept: ({ interval, deviceCode }) => interval < deviceCode,
    keys: ['interval', 'device_code'],
    message: ({ interval, deviceCode }) =>
      `consoles poll every ${formatDuration(interval)}, but a device code lives only ${formatDuration(deviceCode)}.`,
    fix: 'Make interval much shorter than device_code: 5s and 10m.',
  },
  {
    isKept: ({ accessToken, refreshToken }) => accessToken <= refreshToken,
    keys: ['access_token', 'refresh_token'],
    message: ({ accessToken, refreshToken }) =>
      `an access token lives ${formatDuration(accessToken)}, longer than the refresh token that renews it (${formatDuration(refreshToken)}).`,
    fix: 'Make access_token shorter than refresh_token: 10m and 30d.',
  },
  {
    isKept: ({ refreshToken, refreshTokenMax }) => refreshToken <= refreshTokenMax,
    keys: ['refresh_token', 'refresh_token_max'],
    message: ({ refreshToken, refreshTokenMax }) =>
      `an unused refresh token lives ${formatDuration(refreshToken)}, longer than a pairing may last (${formatDuration(refreshTokenMax)}).`,
    fix: 'Make refresh_token no longer than refresh_token_max: 30d and 180d.',
  },
];

/** Lifetimes that belong together fit each other. A client answers only for what it wrote itself. */
export function checkLifetimes({ files, countersign, clients = [] }: Draft): readonly Problem[] {
  const defaults = countersign.lifetimes;
  if (defaults === undefined) return []; // some default is no duration: what clients inherit is not known
  return [
    ...judge(files.countersign, ['lifetimes'], resolveLifetimes(defaults), defaults),
    ...clients.flatMap(({ path, value: { lifetimes } }) =>
      lifetimes ? judge(files.clients, [...path, 'lifetimes'], resolveLifetimes(lifetimes, defaults), lifetimes) : [],
    ),
  ];
}

function judge(file: YamlFile, path: Path, lifetimes: Lifetimes, written: WrittenLifetimes): readonly Problem[] {
  return ORDERS.flatMap(({ isKept, keys, message, fix }) => {
    const key = keys.find((name) => written[name] !== undefined);
    if (key === undefined || isKept(lifetimes)) return [];
    return { ...file.placeOf([...path, key]), message: message(lifetimes), fix };
  });
}
