import { Redis } from 'ioredis';
import type { Cluster } from 'ioredis';

import type { RedisAddress } from './address.ts';
import { redisOptions, reconnectPause } from './client.ts';

/**
 * Looks who holds what whenever a node is in trouble: ioredis itself looks only when another node redirects it, and after a failover it would ask the
 * dead one for ever. New nodes are connected to at once.
 */
export function followCluster(client: Cluster): void {
  client.on('node error', () => client.refreshSlotsCache());
  client.on('+node', (node: Redis) => {
    if (node.status === 'wait') node.connect().catch(() => undefined); // reported as an error of the node, and tried again
  });
}

/**
 * Listens to every Sentinel, and leaves a master that was replaced. Without that a connection to one that hangs, or that is cut off from everybody else
 * and takes what will be lost, would be kept until it breaks. ioredis can listen too, but closes such a connection politely, which takes seconds, and
 * complains on standard error about every Sentinel that is away.
 *
 * @see {@link https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/#pubsub-messages Redis Sentinel, Pub/Sub messages}
 */
export function followSentinels(client: Redis, address: RedisAddress, ca?: string): void {
  if (address.kind !== 'sentinel') return;
  const { sentinelTLS: tls } = redisOptions(address, ca);
  let lastHeard = '';
  const onSwitch = (_channel: string, text: string): void => {
    if (text === lastHeard) return; // another Sentinel said so before
    lastHeard = text;
    if (wasReplaced(client, address, text)) client.stream.destroy(new Error('the Sentinels have named another master'));
  };
  const listeners = address.nodes.map((node) => {
    const listener = new Redis({
      ...node,
      ...(address.sentinelPassword !== undefined && { password: address.sentinelPassword }),
      ...(tls && { tls }),
      connectionName: 'countersign-follows',
      retryStrategy: reconnectPause,
      maxRetriesPerRequest: null, // listens for ever
    });
    listener.on('error', () => undefined); // whether there are Sentinels enough is for the connection itself to say
    listener.on('message', onSwitch);
    listener.subscribe('+switch-master').catch(() => undefined); // the connection was closed for good
    return listener;
  });
  client.once('end', () => {
    for (const listener of listeners) listener.disconnect();
  });
}

/**
 * Is our master no longer the master? In doubt (the Sentinels may know it by name) it counts as replaced: a new connection does no harm.
 *
 * @param text the name of the group, host and port of the old master, host and port of the new one
 */
function wasReplaced({ stream }: Redis, { masterName }: RedisAddress, text: string): boolean {
  const [name, , , newHost, newPort] = text.split(' ');
  return name === masterName && !(stream.remoteAddress === newHost && stream.remotePort === Number(newPort));
}
