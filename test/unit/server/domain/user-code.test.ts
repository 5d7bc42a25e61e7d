import { expect } from 'chai';
import fc from 'fast-check';

import {
  USER_CODE_ALPHABET,
  formatUserCode,
  makeUserCode,
  normaliseUserCode,
  userCodeEntropy,
} from '../../../../server/domain/user-code.ts';

const shape = fc.record({ length: fc.integer({ min: 1, max: 16 }), group: fc.integer({ min: 2, max: 16 }) });
const picks = fc.infiniteStream(fc.nat(USER_CODE_ALPHABET.length - 1));
const codeOf = (stream: Stream<number>, length: number) =>
  makeUserCode({ length, group: 4 }, () => stream.next().value as number);
type Stream<T> = Pick<Iterator<T>, 'next'>;

describe('user codes (RFC 8628, section 6.1)', () => {
  it('have no vowel, no digit, and nothing that is read as another letter', () => {
    expect(USER_CODE_ALPHABET).to.match(/^[^AEIOUY0-9]{20}$/);
    expect(new Set(USER_CODE_ALPHABET).size).to.equal(20);
  });

  it('are worth 34.6 bits with eight letters (section 5.1)', () => {
    expect(userCodeEntropy({ length: 8, group: 4 })).to.be.closeTo(34.57, 0.01);
  });

  it('take each letter from one pick of its own, evenly over the alphabet', () => {
    const asked: number[] = [];
    const code = makeUserCode({ length: 20, group: 4 }, (below) => {
      asked.push(below);
      return asked.length - 1;
    });
    expect(code).to.equal(USER_CODE_ALPHABET);
    expect(new Set(asked)).to.deep.equal(new Set([USER_CODE_ALPHABET.length]));
  });

  it('are shown in groups, and read back from that', () => {
    expect(formatUserCode('WDJBMJHT', { length: 8, group: 4 })).to.equal('WDJB-MJHT');
    expect(formatUserCode('WDJBMJH', { length: 7, group: 3 })).to.equal('WDJ-BMJ-H');
    fc.assert(
      fc.property(shape, picks, ({ length, group }, stream) => {
        const code = codeOf(stream, length);
        expect(normaliseUserCode(formatUserCode(code, { length, group }))).to.equal(code);
      }),
    );
  });

  it('are the same however they are typed: any case, any punctuation anywhere, full-width or not', () => {
    const noise = fc.array(fc.constantFrom(' ', '-', '.', '—', '_', '\t', '\u00A0', '\u200B', '0', '9', '/'), { maxLength: 3 });
    fc.assert(
      fc.property(
        picks,
        fc.array(fc.tuple(noise, fc.boolean(), fc.boolean()), { minLength: 8, maxLength: 8 }),
        (stream, ways) => {
          const code = codeOf(stream, 8);
          const typed = ways.map(([between, isLower, isWide], index) => {
            const letter = code[index] ?? '';
            const cased = isLower ? letter.toLowerCase() : letter;
            return between.join('') + (isWide ? String.fromCharCode(cased.charCodeAt(0) + 0xfee0) : cased);
          });
          expect(normaliseUserCode(typed.join(''))).to.equal(code);
        },
      ),
    );
  });

  it('are letters from A to Z and nothing else, whatever is typed, and reading twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (typed) => {
        const read = normaliseUserCode(typed);
        expect(read).to.match(/^[A-Z]*$/);
        expect(normaliseUserCode(read)).to.equal(read.slice(0, 200));
      }),
    );
  });

  it('are looked for in the first 200 characters only: nobody makes us chew a megabyte', () => {
    expect(normaliseUserCode(`${' '.repeat(200)}WDJBMJHT`)).to.equal('');
  });
});
