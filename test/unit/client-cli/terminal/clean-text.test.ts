import { expect } from 'chai';
import fc from 'fast-check';
import { cleanText } from '../../../../client-cli/terminal/clean-text.ts';

describe('text from outside, made safe to show (UTR 36; RFC 8628, section 5.4)', () => {
  const cases: readonly (readonly [name: string, dirty: string, clean: string])[] = [
    ['leaves ordinary text of any language alone', 'Büro 東京 – Ελλάδα', 'Büro 東京 – Ελλάδα'],
    ['removes colours and cursor movements', '\u001b[31mred\u001b[2J\u001b[1;1H!', 'red!'],
    ['removes sequences in their 8-bit form', 'a\u009b31mb', 'ab'],
    ['removes titles and links', '\u001b]0;title\u0007a\u001b]8;;http://evil\u001b\\b', 'ab'],
    ['removes what reverses the direction of reading', 'abc\u202edcba\u2066x\u2069', 'abcdcbax'],
    ['removes what takes no room', 'W\u200bD\u2060J\ufeffB', 'WDJB'],
    ['keeps it on one line', 'one\r\ntwo\u2028three\u0085four', 'one two three four'],
    ['removes a lone escape', 'a\u001b', 'a'],
  ];
  for (const [name, dirty, clean] of cases) it(name, () => expect(cleanText(dirty)).to.equal(clean));

  it('cuts what is too long, and says so', () => {
    expect(cleanText('a'.repeat(301))).to.equal(`${'a'.repeat(299)}…`);
    expect(cleanText('a'.repeat(300))).to.equal('a'.repeat(300));
  });

  it('lets no control or format character through, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(cleanText(text)).not.to.match(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });
});
