import { expect } from 'chai';
import fc from 'fast-check';

import { editDistance, nearestWord, orList, quoted, writeOneOf } from '../../../../server/settings/wording.ts';

describe('the word that was probably meant', () => {
  const words = ['device_code', 'refresh_token', 'client_credentials'];

  it('is found through a slip, a swap, and another case', () => {
    expect(nearestWord('device_cod', words)).to.equal('device_code');
    expect(nearestWord('refersh_token', words)).to.equal('refresh_token');
    expect(nearestWord('CLIENT_CREDENTIALS', words)).to.equal('client_credentials');
  });

  it('is not guessed from something else', () => {
    expect(nearestWord('password', words)).to.equal(undefined);
    expect(nearestWord('x', [])).to.equal(undefined);
  });

  it('counts a swap of neighbours as one step', () => {
    expect(editDistance('naem', 'name')).to.equal(1);
    expect(editDistance('', 'name')).to.equal(4);
    expect(editDistance('name', '')).to.equal(4);
  });

  it('is a distance: zero only for equal words, the same both ways, never more than the longer word', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).to.equal(a === b);
        expect(editDistance(b, a)).to.equal(distance);
        expect(distance).to.be.at.most(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('the wording of problems', () => {
  it('lists what would do', () => {
    expect(['a', 'b', 'c'].map((_, at, all) => orList(all.slice(0, at + 1)))).to.deep.equal(['a', 'a or b', 'a, b or c']);
    expect(writeOneOf('nothing alike', ['one', 'two'])).to.equal('Write one or two.');
    expect(writeOneOf(7, [])).to.equal('There is none yet.');
  });

  it('keeps control characters away from terminals, and is short', () => {
    expect(quoted('a\u001b[31mb')).to.equal('"a\\u001b[31mb"');
    expect(quoted('x'.repeat(500))).to.have.length.below(90);
  });
});
