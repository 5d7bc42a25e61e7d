import { isLoopback, networkOf } from '../domain/network.ts';
import { later } from '../domain/units.ts';
import type { Instant, Seconds } from '../domain/units.ts';
import type { Audit } from '../observe/audit.ts';

/** As long as a code usually lives: so many of one network can be waiting at a time, and twice as many are known. */
const WINDOW: Seconds = 10 * 60;

/** How many networks are counted at a time; beyond that the one whose window began first is forgotten. */
const MOST_NETWORKS = 10_000;

/**
 * Bounds how many device codes one network is given: anybody may ask for one, and each is kept for twenty minutes. Counted in this process, so that a request costs no
 * second storage step; several processes bear several times as much. See docs/decisions/023.
 */
export interface DeviceRequestLimit {
  /** @returns for how many seconds this address is given no code; undefined if it is given one */
  heldBack(address: string, now: Instant): Seconds | undefined;
  /** It was given one. */
  count(address: string, now: Instant): void;
}

/** What counting needs. */
export interface DeviceRequestLimitDeps {
  readonly perNetwork: number;
  readonly audit: Audit;
}

interface Counter {
  given: number;
  readonly until: Instant;
  isTold: boolean;
}

/**
 * Counts by network, as `networkOf` understands it. A loopback address stands for nobody: it is a program of this machine, or everybody behind a proxy of
 * this machine that nobody listed.
 *
 * @see {@link https://datatracker.ietf.org/doc/draft-ietf-oauth-cross-device-security/ Cross-Device Flows: Security Best Current Practice, section 6.1 (Rate Limits)}
 */
export function createDeviceRequestLimit({ perNetwork, audit }: DeviceRequestLimitDeps): DeviceRequestLimit {
  const counters = new Map<string, Counter>(); // in the order in which their windows began

  function counterOf(network: string, now: Instant): Counter | undefined {
    const counter = counters.get(network);
    if (counter === undefined || now < counter.until) return counter;
    counters.delete(network);
    return undefined;
  }

  function begin(network: string, now: Instant): Counter {
    const counter = { given: 0, until: later(now, WINDOW), isTold: false };
    counters.set(network, counter);
    const [oldest] = counters.keys();
    if (counters.size > MOST_NETWORKS && oldest !== undefined) counters.delete(oldest);
    return counter;
  }

  return {
    heldBack(address, now) {
      const counter = counterOf(networkOf(address), now);
      if (counter === undefined || counter.given < perNetwork) return undefined;
      if (!counter.isTold) audit({ event: 'device_code.held_back', address, given: counter.given });
      counter.isTold = true;
      return Math.ceil((counter.until - now) / 1000);
    },
    count(address, now) {
      if (isLoopback(address)) return;
      const network = networkOf(address);
      const counter = counterOf(network, now) ?? begin(network, now);
      counter.given += 1;
    },
  };
}
