import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';
import fc from 'fast-check';

import { accentColours, GROUNDS, judgeAccent } from '../../../../server/domain/accent.ts';
import { contrast, READABLE } from '../../../../server/domain/colour.ts';
import type { HexColour } from '../../../../server/domain/colour.ts';

const STYLESHEET = readFileSync(join(import.meta.dirname, '../../../../views/countersign.css'), 'utf8');
const colour = fc.integer({ min: 0, max: 0xffffff }).map((value): HexColour => `#${value.toString(16).padStart(6, '0')}`);

describe('an accent colour (WCAG 2.2, 1.4.3)', () => {
  it('is judged on the grounds that the stylesheet has', () => {
    const [light = '', dark = ''] = [...STYLESHEET.matchAll(/:root \{([^}]*)\}/g)].map(([, rules]) => rules);
    for (const [rules, grounds] of [
      [light, GROUNDS.light],
      [dark, GROUNDS.dark],
    ] as const) {
      const there = ['ground', 'sheet', 'red-ground', 'amber-ground'].map(
        (name) => new RegExp(`--${name}: (#[0-9a-f]+);`).exec(rules)?.[1],
      );
      expect(there.map((value) => (value?.length === 4 ? value.replaceAll(/[0-9a-f]/g, '$&$&') : value))).to.deep.equal(grounds);
    }
  });

  it('is good if it can be read everywhere, ours is', () => {
    for (const good of ['#0b4f48', '#000000', '#7a1f6b', '#1a4fd0'] as const)
      expect(judgeAccent(good), good).to.deep.equal({ kind: 'good' });
  });

  it('that is too bright is answered with the nearest that is good', () => {
    for (const bright of ['#ff8800', '#ffff00', '#ffffff', '#00c2a8'] as const) {
      const verdict = judgeAccent(bright);
      if (verdict.kind === 'good') throw new Error(`${bright} was taken for readable`);
      expect(judgeAccent(verdict.nearest), bright).to.deep.equal({ kind: 'good' });
    }
  });

  it('gives readable words on buttons, links and the code in both themes, whichever it is', () => {
    fc.assert(
      fc.property(colour, (wish) => {
        const verdict = judgeAccent(wish);
        const colours = accentColours(verdict.kind === 'good' ? wish : verdict.nearest);
        for (const theme of ['light', 'dark'] as const) {
          const { accent, onAccent, codeGround } = colours[theme];
          for (const ground of GROUNDS[theme]) expect(contrast(accent, ground)).to.be.at.least(READABLE);
          expect(contrast(onAccent, accent)).to.be.at.least(READABLE);
          expect(contrast('#ffffff', codeGround)).to.be.at.least(READABLE);
        }
      }),
    );
  });
});
