/** One turn of one subject: how many per second, how long each took, and what it cost the server. */
export interface Turn {
  readonly perSecond: number;
  /** Milliseconds from request to answer: the middle, and what one in a hundred exceeds; undefined for what takes several requests. */
  readonly p50?: number | undefined;
  readonly p99?: number | undefined;
  /** Processor time of the server's process for one of them, in microseconds; undefined where the system does not tell. */
  readonly cpu?: number | undefined;
}

/** The turns of one subject, in the order of the rounds. */
export interface Series {
  readonly name: string;
  readonly turns: readonly Turn[];
}

/** Somebody whose turn it can be. */
export interface Contestant {
  readonly name: string;
  readonly takeTurn: () => Promise<Turn>;
}

/** Gives everybody a turn in every round, in one order and then in the other, so that a slow moment of the machine is nobody's own. */
export async function takeTurns(contestants: readonly Contestant[], rounds: number): Promise<Series[]> {
  const turns = new Map<Contestant, Turn[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? contestants : contestants.toReversed();
    for (const contestant of order) turns.get(contestant)?.push(await contestant.takeTurn());
  }
  return [...turns].map(([{ name }, ofOne]) => ({ name, turns: ofOne }));
}

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** How many times as fast as another, round by round, so that what both suffered cancels out. */
export function ratios(of: Series, to: Series): number[] {
  return of.turns.map(({ perSecond }, round) => perSecond / (to.turns[round]?.perSecond ?? NaN));
}

/** How many times as fast as another: the middle of the rounds. */
export function ratio(of: Series, to: Series): number {
  return median(ratios(of, to));
}

/** The middle of each figure. */
export function summarise({ turns }: Series): Turn {
  return {
    perSecond: median(turns.map(({ perSecond }) => perSecond)),
    p50: medianOfAll(turns.map(({ p50 }) => p50)),
    p99: medianOfAll(turns.map(({ p99 }) => p99)),
    cpu: medianOfAll(turns.map(({ cpu }) => cpu)),
  };
}

function medianOfAll(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? median(known) : undefined;
}
