import { Cluster, Redis } from 'ioredis';
import type { ClusterOptions, RedisOptions } from 'ioredis';

import type { RedisAddress } from './address.ts';
import { counterScripts } from './counter-script.ts';
import { deviceCodeScripts, pollScript } from './device-code-scripts.ts';
import { deviceScripts } from './device-scripts.ts';
import { grantScripts } from './grant-scripts.ts';
import { takeBackScripts, withNotes } from './take-back-script.ts';
import type { DurableScripts, Scripts } from './scripts.ts';
import type { Noted } from './take-back-script.ts';

/** A connection to a single Redis, to the master its Sentinels name, or to a Cluster, with our scripts. */
export type RedisClient = (Redis | Cluster) & Scripts;

/** Longest wait for an answer: then the request fails, so that the console can try again, instead of piling up. */
const COMMAND_TIMEOUT_MS = 2000;
const CONNECT_TIMEOUT_MS = 3000;

/**
 * A connection that says nothing for so long, though it was asked, leads to a machine that hangs or is gone: nothing else would tell for a
 * quarter of an hour, and meanwhile another one may have taken over.
 */
const SILENCE_MS = 2500;

/** Reconnects for ever, ever slower up to this: what is asked meanwhile waits for one attempt. */
const LONGEST_RECONNECT_PAUSE_MS = 1000;

/** Pause before the n-th attempt to reconnect, in milliseconds. */
export function reconnectPause(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_RECONNECT_PAUSE_MS);
}

/** Makes a client that is not connected yet. `ca` are certificates to trust in place of the system's. */
export function createClient(address: RedisAddress, ca?: string): RedisClient {
  const client =
    address.kind === 'cluster'
      ? new Cluster([...address.nodes], clusterOptions(address, ca))
      : new Redis(redisOptions(address, ca));
  const define = (name: string, lua: string): void => client.defineCommand(name, { numberOfKeys: 1, lua });
  for (const [name, lua] of Object.entries({
    ...deviceCodeScripts,
    ...grantScripts,
    ...deviceScripts,
    ...counterScripts,
    ...takeBackScripts,
  })) {
    define(name, lua);
    define(notedName(name), withNotes(lua));
  }
  client.defineCommand('csPoll', { lua: pollScript });
  return client as RedisClient;
}

/** The same script, answering with what it changed. */
export function noted<Name extends keyof DurableScripts>(
  client: RedisClient,
  name: Name,
): (key: string, ...args: readonly unknown[]) => Promise<Noted<Awaited<ReturnType<DurableScripts[Name]>>>> {
  // The scripts that note what they change have names that are made up, which no type of ioredis knows.
  const methods = client as unknown as Readonly<Record<string, (...args: unknown[]) => Promise<never>>>;
  const method = methods[notedName(name)];
  if (method === undefined) throw new Error(`the script ${name} is not defined`);
  return (key, ...args) => method.call(client, key, ...args);
}

function notedName(name: string): string {
  return `${name}Noted`;
}

/**
 * No command is ever sent twice behind our back (`maxRetriesPerRequest: 0`, and no resending): a repeated `spend` or `rotate` would be told
 * that somebody else was first. Nor late: without a connection it fails at once (`enableOfflineQueue`), because whoever asked is told that it
 * failed, and a code that is spent afterwards is spent for nobody.
 */
function sharedOptions({ tls, username, password }: RedisAddress, ca: string | undefined): RedisOptions {
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: tlsOptions(ca) }),
    connectionName: 'countersign',
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_MS,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableOfflineQueue: false,
    // After a failover the old master refuses to write. Leave it and look for the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
}

function tlsOptions(ca: string | undefined): { readonly ca?: string } {
  return ca === undefined ? {} : { ca };
}

/** What ioredis is told about a single Redis or about Sentinels. */
export function redisOptions(address: RedisAddress, ca?: string): RedisOptions {
  const { kind, nodes, masterName, sentinelPassword, tls, database } = address;
  return {
    ...sharedOptions(address, ca),
    ...(kind === 'sentinel'
      ? {
          sentinels: [...nodes],
          ...(masterName !== undefined && { name: masterName }),
          ...(sentinelPassword !== undefined && { sentinelPassword }),
          ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(ca) }),
          sentinelRetryStrategy: reconnectPause,
          sentinelCommandTimeout: COMMAND_TIMEOUT_MS,
        }
      : nodes[0]),
    db: database,
    lazyConnect: true,
    enableAutoPipelining: true,
    autoPipeliningIgnoredCommands: ['csPoll'], // gathered already (device-codes.ts): the first of a turn are with Redis while the others are still read
    retryStrategy: reconnectPause,
  };
}

/**
 * What ioredis is told about a Cluster. Commands are not put together in pipelines here: ioredis follows the redirections of a single command, but
 * gives up on a pipeline whose commands were redirected to different places, as they are after every failover.
 */
export function clusterOptions(address: RedisAddress, ca?: string): ClusterOptions {
  return {
    redisOptions: sharedOptions(address, ca),
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: reconnectPause,
    clusterNodeRetryStrategy: reconnectPause,
    retryDelayOnFailover: 0, // would send the command again; see above
    // With TLS the certificate is made out to the name, so the name must reach the socket unresolved.
    ...(address.tls && { dnsLookup: (host: string, answer: (error: null, address: string) => void) => answer(null, host) }),
  };
}
