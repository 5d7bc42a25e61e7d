import { Cluster, Redis } from 'ioredis';
import type { ClusterOptions, RedisOptions } from 'ioredis';

import type { RedisAddress } from './address.ts';
import { counterScripts } from './counter-script.ts';
import { deviceCodeScripts } from './device-code-scripts.ts';
import { grantScripts } from './grant-scripts.ts';

/** The scripts as methods: the key first, then the arguments in the order the script says. */
export interface Scripts {
  csOpen(key: string, forgetAt: number, ...fields: string[]): Promise<0 | 1>;
  csDecide(
    key: string,
    state: string,
    decision: string,
    now: number,
  ): Promise<'decided' | 'already-decided' | 'expired' | 'unknown'>;
  csPoll(
    key: string,
    now: number,
    tolerance: number,
  ): Promise<[state: string, clientId: string, expiresAt: string, tooEarly: 0 | 1] | null>;
  csSpend(key: string, now: number): Promise<0 | 1>;
  csSaveGrant(key: string, keepUntil: number, accountId: string, clientId: string, payload: string): Promise<1>;
  csIssue(key: string, tokenKey: string, payload: string, expiresAt: number): Promise<0 | 1>;
  csRotate(
    key: string,
    presented: string,
    currentKey: string,
    nextKey: string,
    payload: string,
    expiresAt: number,
    now: number,
  ): Promise<0 | 1>;
  csCount(key: string, now: number, until: number): Promise<[count: number, until: string]>;
  csGiveBack(key: string, now: number): Promise<1>;
}

/** A connection to a single Redis, to the master its Sentinels name, or to a Cluster, with our scripts. */
export type RedisClient = (Redis | Cluster) & Scripts;

/** Longest wait for an answer: then the request fails, so that the console can try again, instead of piling up. */
const COMMAND_TIMEOUT_MS = 2000;
const CONNECT_TIMEOUT_MS = 3000;

/** Reconnects for ever, ever slower up to this: what is asked meanwhile waits for one attempt. */
const LONGEST_RECONNECT_PAUSE_MS = 1000;

/** Pause before the n-th attempt to reconnect, in milliseconds. */
export function reconnectPause(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_RECONNECT_PAUSE_MS);
}

/** Makes a client that is not connected yet. */
export function createClient(address: RedisAddress): RedisClient {
  const client =
    address.kind === 'cluster' ? new Cluster([...address.nodes], clusterOptions(address)) : new Redis(redisOptions(address));
  for (const [name, lua] of Object.entries({ ...deviceCodeScripts, ...grantScripts, ...counterScripts })) {
    client.defineCommand(name, { numberOfKeys: 1, lua });
  }
  return client as RedisClient;
}

/**
 * No command is ever sent twice behind our back (`maxRetriesPerRequest: 0`, and no resending): a repeated `spend` or `rotate` would be told
 * that somebody else was first. A lost connection fails what was under way at once, and what is asked while reconnecting waits for one
 * attempt.
 */
function sharedOptions({ tls, username, password }: RedisAddress): RedisOptions {
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
    connectionName: 'countersign',
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // After a failover the old master refuses to write. Leave it and look for the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
}

/** What ioredis is told about a single Redis or about Sentinels. */
export function redisOptions(address: RedisAddress): RedisOptions {
  const { kind, nodes, masterName, sentinelPassword, tls, database } = address;
  return {
    ...sharedOptions(address),
    ...(kind === 'sentinel'
      ? {
          sentinels: [...nodes],
          ...(masterName !== undefined && { name: masterName }),
          ...(sentinelPassword !== undefined && { sentinelPassword }),
          ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
          sentinelRetryStrategy: reconnectPause,
          sentinelCommandTimeout: COMMAND_TIMEOUT_MS,
        }
      : nodes[0]),
    db: database,
    lazyConnect: true,
    enableAutoPipelining: true,
    retryStrategy: reconnectPause,
  };
}

/** What ioredis is told about a Cluster. */
export function clusterOptions(address: RedisAddress): ClusterOptions {
  return {
    redisOptions: sharedOptions(address),
    lazyConnect: true,
    enableAutoPipelining: true,
    clusterRetryStrategy: reconnectPause,
    clusterNodeRetryStrategy: reconnectPause,
    retryDelayOnFailover: 0, // would send the command again; see above
    // With TLS the certificate is made out to the name, so the name must reach the socket unresolved.
    ...(address.tls && { dnsLookup: (host: string, answer: (error: null, address: string) => void) => answer(null, host) }),
  };
}
