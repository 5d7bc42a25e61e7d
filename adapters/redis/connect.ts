import { once } from 'node:events';

import { Cluster } from 'ioredis';
import type { Redis } from 'ioredis';

import type { Log } from '../../server/ports/log.ts';
import { withoutBaggage } from '../storage-guard.ts';
import { StorageError } from '../../server/ports/storage-error.ts';
import { describeAddress } from './address.ts';
import type { RedisAddress } from './address.ts';
import { createClient } from './client.ts';
import type { RedisClient } from './client.ts';
import { followCluster, followSentinels } from './follow-failover.ts';

/** How long the very first connection may take, Sentinels and Clusters included. Later ones are sought for ever. */
const FIRST_CONNECTION_MS = 5_000;

/**
 * Connects for the first time.
 *
 * @throws StorageError `storage_unreachable`, with the place and what to try, if that does not succeed
 */
export async function connectToRedis(address: RedisAddress, ca: string | undefined, log: Log): Promise<RedisClient> {
  const client = createClient(address, ca);
  const place = describeAddress(address);
  let lastError: unknown;
  const remember = (error: unknown): void => {
    lastError = error; // the rejection of connect() says only that the connection was closed; the reason arrives here
  };
  client.on('error', remember);
  client.on('node error', remember);
  try {
    await within(FIRST_CONNECTION_MS, connectFully(client));
  } catch (error) {
    client.disconnect();
    const cause = reasonOf(lastError ?? error);
    const message = `Cannot use the Redis at ${place}: ${cause.message.replace(/\.$/, '')}. ${adviceFor(cause)}`;
    throw new StorageError('storage_unreachable', message, { cause });
  }
  client.off('error', remember);
  client.off('node error', remember);
  if (client instanceof Cluster) followCluster(client);
  else followSentinels(client, address, ca);
  reportConnection(client, place, log);
  return client;
}

/** A Cluster is ready when it knows its nodes, long before it is connected to them; then nobody would wait for a connection. */
async function connectFully(client: RedisClient): Promise<void> {
  await client.connect();
  if (client instanceof Cluster) await Promise.all(client.nodes('master').map(connectNode));
}

async function connectNode(node: Redis): Promise<void> {
  if (node.status === 'wait') await node.connect();
  else if (node.status !== 'ready') await once(node, 'ready');
}

/** Lets go of the connection, once what is under way is answered. */
export async function disconnectFromRedis(client: RedisClient): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve)); // auto-pipelining sends this turn's commands at its end; QUIT would overtake them
  try {
    if (client.status === 'ready') await client.quit();
  } catch {
    // it broke while we were saying goodbye, which is as good
  } finally {
    client.disconnect();
  }
}

/** Does something whenever a connection is there again, be it to one node of a Cluster: those come and go while the Cluster itself stays "ready". */
export function onReady(client: RedisClient, work: () => void): void {
  client.on('ready', work);
  if (!(client instanceof Cluster)) return;
  for (const node of client.nodes()) node.on('ready', work);
  client.on('+node', (node: Redis) => node.on('ready', work));
}

/** Says once that the connection is lost, and once that it is back, however many attempts lie between. */
function reportConnection(client: RedisClient, place: string, log: Log): void {
  let lost = false;
  const onLost = (error: unknown): void => {
    if (lost) return;
    lost = true;
    log.error('storage.connection_lost', { place, reason: reasonOf(error).message });
  };
  const onBack = (): void => {
    if (lost) log.info('storage.connection_restored', { place });
    lost = false;
  };
  client.on('error', onLost);
  client.on('node error', onLost);
  client.on('close', () => {
    if (client.status !== 'end') onLost(new Error('the connection was closed'));
  });
  onReady(client, onBack);
  if (client instanceof Cluster) {
    const watch = (node: Redis): void => {
      node.on('close', () => {
        if (node.status !== 'end') onLost(new Error('the connection to a node was closed'));
      });
    };
    for (const node of client.nodes()) watch(node);
    client.on('+node', watch);
  }
}

/** Why it failed, as far as ioredis tells: a Cluster hides the reason of its last node inside. */
function reasonOf(error: unknown): Error {
  const inner = error instanceof Error && 'lastNodeError' in error ? error.lastNodeError : undefined;
  return withoutBaggage(inner ?? error);
}

function adviceFor(error: Error): string {
  const refusal = /^(NOAUTH|WRONGPASS|NOPERM)/.test(error.message); // Redis has no other error code than the first word
  return refusal
    ? 'Check user and password in the storage URL (percent-encoded), and that the user may write keys that begin with "cs:".'
    : 'Check that Redis runs there and that host, port, TLS and any firewall in between agree with the storage URL.';
}

async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  const { promise: overtime, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no connection within ${milliseconds / 1000} s`)), milliseconds);
  try {
    return await Promise.race([work, overtime]);
  } finally {
    clearTimeout(timer);
  }
}
