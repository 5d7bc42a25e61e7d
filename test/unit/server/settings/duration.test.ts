import { expect } from 'chai';

import { formatDuration, parseDuration } from '../../../../server/settings/duration.ts';

describe('durations are a whole number and a unit', () => {
  for (const [text, seconds] of [
    ['5s', 5],
    ['90s', 90],
    ['10m', 600],
    ['12h', 43_200],
    ['30d', 2_592_000],
    ['3650d', 315_360_000],
  ] as const) {
    it(`${text} is ${seconds} seconds, and back`, () => {
      expect(parseDuration(text)).to.equal(seconds);
      expect(parseDuration(formatDuration(seconds))).to.equal(seconds);
    });
  }

  for (const text of [
    '',
    '5',
    's',
    '0s',
    '05s',
    '1.5h',
    '-5s',
    '5 s',
    '5S',
    '5w',
    '5sm',
    ' 5s',
    '5s\n',
    '3651d',
    '9'.repeat(400) + 'd',
  ]) {
    it(`${JSON.stringify(text.slice(0, 10))} is none`, () => {
      expect(parseDuration(text)).to.equal(undefined);
    });
  }

  it('is written in the largest unit that fits without a rest', () => {
    expect([5, 60, 90, 3600, 5400, 86_400].map(formatDuration)).to.deep.equal(['5s', '1m', '90s', '1h', '90m', '1d']);
  });
});
