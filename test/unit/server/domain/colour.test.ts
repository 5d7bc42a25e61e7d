import { expect } from 'chai';
import fc from 'fast-check';

import { contrast, isHexColour, mix, nearestReadable, READABLE } from '../../../../server/domain/colour.ts';
import type { HexColour } from '../../../../server/domain/colour.ts';

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value): HexColour => `#${value.toString(16).padStart(6, '0')}`);

describe('contrast (WCAG 2.2, contrast ratio)', () => {
  for (const [a, b, ratio] of [
    ['#000000', '#ffffff', 21],
    ['#ffffff', '#ffffff', 1],
    ['#777777', '#ffffff', 4.48],
    ['#767676', '#ffffff', 4.54],
    ['#ff0000', '#ffffff', 4],
    ['#0b4f48', '#ffffff', 9.4],
  ] as const) {
    it(`of ${a} and ${b} is ${ratio}`, () => expect(contrast(a, b)).to.be.closeTo(ratio, 0.05));
  }

  it('is the same both ways, and between 1 and 21', () => {
    fc.assert(
      fc.property(colour, colour, (a, b) => {
        expect(contrast(a, b)).to.equal(contrast(b, a)).and.to.be.within(1, 21);
      }),
    );
  });
});

describe('nearestReadable', () => {
  it('leaves alone what can be read', () => expect(nearestReadable('#0b4f48', '#000000', ['#ffffff'])).to.equal('#0b4f48'));

  it('darkens no further than needed, on every ground', () => {
    fc.assert(
      fc.property(colour, (start) => {
        const found = nearestReadable(start, '#000000', ['#ffffff', '#f3f5f4'])!;
        expect(contrast(found, '#f3f5f4')).to.be.at.least(READABLE);
        if (found !== start) expect(contrast(mix(found, start, 0.1), '#f3f5f4')).to.be.below(READABLE + 1);
      }),
    );
  });

  it('says so if nothing is readable on all of them', () => {
    expect(nearestReadable('#777777', '#000000', ['#000000', '#777777', '#ffffff'])).to.equal(undefined);
  });
});

it('a colour is # and six hexadecimal digits, and nothing that could end a rule of a stylesheet', () => {
  for (const text of ['#0b4f48', '#ABCDEF']) expect(isHexColour(text), text).to.equal(true);
  for (const text of ['0b4f48', '#abc', '#0b4f4', '#0b4f48;}', 'red', '#0b4f48\n', '#gggggg', ''])
    expect(isHexColour(text), text).to.equal(false);
});
