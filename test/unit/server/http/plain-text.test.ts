import { expect } from 'chai';
import fc from 'fast-check';

import { toPlainText, withPlainTexts } from '../../../../server/http/plain-text.ts';

describe('toPlainText: what a stranger wrote reads as it was written (Unicode TR 36, section 2.6)', () => {
  const cases: readonly [string, string, string][] = [
    ['a right-to-left override', 'a\u202Eb', 'a\uFFFDb'],
    ['an isolate that is closed too early', 'a\u2069b', 'a\uFFFDb'],
    ['a NUL', 'a\u0000b', 'a\uFFFDb'],
    ['an escape', 'a\u001B[2Jb', 'a\uFFFD[2Jb'],
    ['a new line', 'a\nb', 'a\uFFFDb'],
    ['a zero-width space', 'a\u200Bb', 'a\uFFFDb'],
    ['a tag character', 'a\u{E0041}b', 'a\uFFFDb'],
    ['half of a surrogate pair', 'a\uD800b', 'a\uFFFDb'],
  ];
  for (const [what, text, shown] of cases) {
    it(`makes ${what} visible`, () => expect(toPlainText(text)).to.equal(shown));
  }

  it('leaves names in any script alone', () => {
    for (const name of ['Zoë Ångström', 'مریم می‌خواهد', 'משה\u200F', 'क्‍ष', '山田 太郎', '👩‍💻 build']) {
      expect(toPlainText(name)).to.equal(name);
    }
  });

  it('changes nothing when done twice', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => toPlainText(toPlainText(text)) === toPlainText(text)));
  });
});

describe('withPlainTexts', () => {
  it('reaches every text at any depth, and leaves numbers and booleans alone', () => {
    const model = { a: 'x\u202E', b: [{ c: '\u0007', d: 5 }], e: { f: true, g: undefined } };
    expect(withPlainTexts(model)).to.deep.equal({ a: 'x\uFFFD', b: [{ c: '\uFFFD', d: 5 }], e: { f: true, g: undefined } });
  });
});
