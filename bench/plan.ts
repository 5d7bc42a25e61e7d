/** How much is measured. More rounds make the medians steadier, nothing else. */
export interface Plan {
  readonly name: 'quick' | 'full';
  /** How often each subject has its turn; the subjects take turns, so that a noisy moment of the machine hits all of them. */
  readonly rounds: number;
  /** How long one turn takes, in seconds. */
  readonly turn: number;
  /** How long each subject runs before anything counts, in seconds. */
  readonly warmUp: number;
  /** How many devices one subject pairs in one turn. */
  readonly pairings: number;
  /** How many codes the polls are spread over. */
  readonly pendingCodes: number;
  /** How many codes are pending while the growth is measured. */
  readonly levels: readonly number[];
}

/** Connections that are kept busy, each with one request at a time: as many consoles polling without a pause. */
export const CONNECTIONS = 32;

/** A minute or two: finds what became several times slower, and no more. */
export const QUICK: Plan = {
  name: 'quick',
  rounds: 3,
  turn: 0.6,
  warmUp: 0.8,
  pairings: 300,
  pendingCodes: 2_000,
  levels: [1_000, 10_000],
};

/** The figures of docs/performance.md come from this one. */
export const FULL: Plan = {
  name: 'full',
  rounds: 9,
  turn: 1.5,
  warmUp: 3,
  pairings: 1_000,
  pendingCodes: 10_000,
  levels: [1_000, 10_000, 100_000, 1_000_000],
};
