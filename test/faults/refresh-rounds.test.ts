import { randomInt } from 'node:crypto';
import { expect } from 'chai';
import { planRound, seededRandom } from '../support/refresh-rounds/round-plan.ts';
import { openRoundPlace, runRound } from '../support/refresh-rounds/run-round.ts';
import type { RoundPlace } from '../support/refresh-rounds/run-round.ts';

/** A few of what `npm run refresh-rounds` does a hundred times, other ones each time: what goes wrong can be repeated with the seed. */
describe('many processes that renew one expired login, while everything happens to them', () => {
  const seed = randomInt(1_000_000);
  const random = seededRandom(seed);
  let place: RoundPlace;

  before(async function () {
    if (process.platform !== 'linux') this.skip(); // signals
    place = await openRoundPlace();
  });
  after(() => place.close());

  for (const round of [1, 2, 3, 4]) {
    it(`get a token, or are told to come back: seed ${seed}, round ${round}`, async function () {
      this.timeout(60_000);
      const plan = planRound(random, false);
      const { wrong } = await runRound(plan, place);
      expect(wrong, JSON.stringify(plan)).to.deep.equal([]);
    });
  }
});
