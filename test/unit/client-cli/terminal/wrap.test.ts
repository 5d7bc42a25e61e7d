import { expect } from 'chai';
import { wrap } from '../../../../client-cli/terminal/wrap.ts';

describe('sentences that are set to a width', () => {
  it('break at blanks', () => {
    expect(wrap('one two three', 8)).to.deep.equal(['one two', 'three']);
  });

  it('leave a command in quotes whole, so that it can be copied', () => {
    expect(wrap('Go on with "countersign login --resume", or not.', 20)).to.deep.equal([
      'Go on with',
      '"countersign login --resume",',
      'or not.',
    ]);
    expect(wrap('A "one two" and "three four" end', 12)).to.deep.equal(['A "one two"', 'and', '"three four"', 'end']);
  });

  it('break after a quote that is never closed', () => {
    expect(wrap('five " inch disk', 8)).to.deep.equal(['five "', 'inch', 'disk']);
  });

  it('take no time for a long text without quotes, or with many', () => {
    const started = performance.now();
    wrap('word '.repeat(2000), 80);
    wrap('"a b" '.repeat(300), 80);
    expect(performance.now() - started).to.be.below(1000);
  });
});
