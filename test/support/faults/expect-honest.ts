import { expect } from 'chai';

import type { Step } from './journal.ts';
import type { FaultReport } from './run-fault.ts';

/** What is expected beside honesty. */
export interface Expected {
  /** The longest way back, in milliseconds. */
  readonly backWithin: number;
  /** The steps that may be refused meanwhile. All of them, if it is not said. */
  readonly refused?: readonly Step[];
}

/**
 * Every answer was either right or said "come again", some did say so, and in the end everything worked without anybody's help. A server that
 * lives always answers: a connection that breaks would be a fault of its own.
 */
export function expectHonest({ wrong, seen, back }: FaultReport, { backWithin, refused }: Expected): void {
  expect(wrong, 'wrong answers').to.deep.equal([]);
  const shown = [...seen.keys()];
  const refusals = shown.filter((what) => / 503\b/.test(what));
  expect(refusals, 'the fault was noticed').not.to.be.empty;
  expect(
    shown.filter((what) => what.includes('no connection')),
    'the server answers whatever happens',
  ).to.deep.equal([]);
  if (refused) expect(refused).to.include.members(refusals.map((what) => what.split(':')[0]));
  expect(back, 'milliseconds until everything worked again').to.be.below(backWithin);
}
