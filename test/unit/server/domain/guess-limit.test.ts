import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';
import { parse } from 'yaml';

import { expectedHits, guessesPerDay, mayLook } from '../../../../server/domain/guess-limit.ts';
import { countersignSchema } from '../../../../server/settings/schema-countersign.ts';

const LIMITS = { perAccount: 10, perNetwork: 60, overall: 125 };
const SHAPE = { length: 8, group: 4 };

describe('how many wrong codes are borne (RFC 8628, section 5.1)', () => {
  it('an account looks until its limit, exactly', () => {
    expect(mayLook({ account: 10, network: 10, overall: 10, accountToday: 10 }, LIMITS)).to.be.true;
    expect(mayLook({ account: 11, network: 11, overall: 11, accountToday: 11 }, LIMITS)).to.be.false;
  });
  it('an office behind one address looks until its limit, exactly', () => {
    expect(mayLook({ account: 2, network: 60, overall: 60, accountToday: 2 }, LIMITS)).to.be.true;
    expect(mayLook({ account: 1, network: 61, overall: 61, accountToday: 1 }, LIMITS)).to.be.false;
  });
  it('beyond the overall limit, only the first look in a day is free', () => {
    expect(mayLook({ account: 2, network: 2, overall: 125, accountToday: 2 }, LIMITS)).to.be.true;
    expect(mayLook({ account: 1, network: 2, overall: 126, accountToday: 2 }, LIMITS)).to.be.false;
    expect(mayLook({ account: 1, network: 2, overall: 1_000_000, accountToday: 1 }, LIMITS)).to.be.true;
  });
  it('the shipped limits, in the file and without it, are those of the arithmetic', () => {
    const shipped = parse(readFileSync(join(import.meta.dirname, '../../../../config/countersign.yaml'), 'utf8')) as unknown;
    const limits = { per_account: LIMITS.perAccount, per_network: LIMITS.perNetwork, overall: LIMITS.overall };
    for (const file of [shipped, {}]) {
      const { guess_limit: guessLimit, user_code: userCode } = countersignSchema.parse(file);
      expect(guessLimit).to.deep.equal(limits);
      expect(userCode).to.deep.equal(SHAPE);
    }
  });
  it('with the shipped limits, guessing finds fewer than one code a day among a million', () => {
    expect(guessesPerDay(LIMITS, 10_000)).to.equal(22_000);
    expect(expectedHits(guessesPerDay(LIMITS, 10_000), 1_000_000, SHAPE)).to.be.lessThan(1);
  });
});
