import { expect } from 'chai';

import { createTimeWords } from '../../../../server/http/time-words.ts';

const time = createTimeWords('en');

describe('createTimeWords', () => {
  it('says how long ago', () => {
    expect([0, 1, 59, 60, 119, 120, 7199, 7200, 172_799, 172_800, 40_000_000].map((seconds) => time.ago(seconds))).to.deep.equal([
      'now',
      '1 second ago',
      '59 seconds ago',
      '1 minute ago',
      '1 minute ago',
      '2 minutes ago',
      '119 minutes ago',
      '2 hours ago',
      '47 hours ago',
      '2 days ago',
      '462 days ago',
    ]);
  });

  it('never promises more time than there is', () => {
    expect([59.9, 60, 119, 558].map((seconds) => time.atMost(seconds))).to.deep.equal([
      '59 seconds',
      '1 minute',
      '1 minute',
      '9 minutes',
    ]);
  });

  it('never asks to wait less than it takes', () => {
    expect([0.2, 60, 61, 95].map((seconds) => time.atLeast(seconds))).to.deep.equal([
      '1 second',
      '1 minute',
      '2 minutes',
      '2 minutes',
    ]);
  });

  it('takes a clock that went backwards for now', () => {
    expect(time.ago(-30)).to.equal('now');
    expect(time.atMost(-1)).to.equal('0 seconds');
  });

  it('speaks other languages', () => {
    expect(createTimeWords('de').ago(120)).to.equal('vor 2 Minuten');
  });
});
