import type { BreakAction, BreakPoint } from '../console/break-points.ts';
import type { IssuerFault } from './faulty-issuer.ts';

/** What happens in one round. */
export interface RoundPlan {
  readonly processes: number;
  /** What the first refreshes of the round meet, one after the other. */
  readonly issuer: readonly IssuerFault[];
  /** What befalls those who are started first. */
  readonly broken: readonly { readonly point: BreakPoint; readonly action: BreakAction }[];
  /** How long after them the others are started, in milliseconds. */
  readonly headStart: number;
}

/** A number from 0 to 1 (1 excluded). */
export type Random = () => number;

const ISSUER_FAULTS: readonly IssuerFault[] = [
  'slow',
  'error 500',
  'page 502',
  'silent',
  'reset',
  'answer lost',
  'answer too late',
];
const KILLED_AT: readonly BreakPoint[] = ['locked', 'send', 'answered', 'publish', 'published'];
const STOPPED_AT: readonly BreakPoint[] = ['locked', 'send', 'answered', 'publish'];

/** Plans a round. @param mayStop with suspended processes? They cost ten seconds each */
export function planRound(random: Random, mayStop: boolean): RoundPlan {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const times = (most: number): number[] => Array.from({ length: 1 + Math.floor(random() * most) }, (_, at) => at);
  const broken = (): RoundPlan['broken'][number] => {
    const kind = random();
    if (mayStop && kind < 0.25) return { point: pick(STOPPED_AT), action: 'stop' };
    if (kind < 0.4) return { point: 'publish', action: 'disk-full' };
    return { point: pick(KILLED_AT), action: 'kill' };
  };
  return {
    processes: 2 + Math.floor(random() * 7),
    issuer: random() < 0.5 ? [] : times(2).map(() => pick(ISSUER_FAULTS)),
    broken: random() < 0.3 ? [] : times(2).map(broken),
    headStart: Math.floor(random() * 300),
  };
}

/** Random numbers that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
