import { expect } from 'chai';
import { asCountdown, asTimestamp, inWords } from '../../../../client-cli/terminal/say-time.ts';

describe('time, as it is said', () => {
  const words: readonly (readonly [milliseconds: number, words: string])[] = [
    [0, '0 seconds'],
    [1000, '1 second'],
    [57_999, '57 seconds'],
    [58_000, '1 minute'],
    [599_000, '10 minutes'],
    [597_000, '9 minutes'],
    [3_600_000, '60 minutes'],
    [7_200_000, '2 hours'],
    [30 * 86_400_000, '30 days'],
    [-5000, '0 seconds'],
  ];
  for (const [span, said] of words) it(`says ${span} ms as ${said}`, () => expect(inWords(span)).to.equal(said));

  it('counts down in minutes and seconds', () => {
    expect([581_000, 9000, 200, -1].map(asCountdown)).to.deep.equal(['9:41', '0:09', '0:01', '0:00']);
  });

  it('writes a moment that no calendar has as the last one it can write', () => {
    expect([1e300, Infinity, -1].map(asTimestamp)).to.deep.equal([
      '9999-12-31T23:59:59Z',
      '9999-12-31T23:59:59Z',
      '1970-01-01T00:00:00Z',
    ]);
  });

  it('gives programs RFC 3339, to the second', () => expect(asTimestamp(1_795_238_400_999)).to.equal('2026-11-21T05:20:00Z'));
});
