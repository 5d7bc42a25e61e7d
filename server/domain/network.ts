import { isIPv6 } from 'node:net';

/** Is the browser on the network that the console asked from? */
export type NetworkMatch = 'same' | 'different' | 'unknown';

/**
 * Compares two addresses as networks: IPv4 by the whole address (one address is one site behind its router), IPv6 by the first 64 bits (one
 * subnet; the rest changes by itself, RFC 8981). A loopback address says nothing about where anybody is.
 */
export function compareNetworks(a: string, b: string): NetworkMatch {
  if (isLoopback(a) || isLoopback(b)) return a === b ? 'same' : 'unknown';
  if (isIPv6(a) !== isIPv6(b)) return 'unknown';
  return networkOf(a) === networkOf(b) ? 'same' : 'different';
}

/** Is it this machine itself? */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** The network an address belongs to: an IPv4 address itself, the first 64 bits of an IPv6 one. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined)
    groups.push(...Array<string>(8 - groups.length - (tail === '' ? 0 : tail.split(':').length)).fill('0'), ...tail.split(':'));
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
