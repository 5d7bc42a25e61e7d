import { contrast, mix, nearestReadable, READABLE } from './colour.ts';
import type { HexColour } from './colour.ts';

const WHITE: HexColour = '#ffffff';
const BLACK: HexColour = '#000000';

/** What stands behind links and words in the accent colour: page, sheet, red and amber notices. `views/countersign.css` has the same. */
export const GROUNDS: Readonly<Record<'light' | 'dark', readonly HexColour[]>> = {
  light: ['#f3f5f4', '#ffffff', '#fcefed', '#fdefcf'],
  dark: ['#0d1412', '#141e1b', '#331917', '#322610'],
};

/** Can a colour be what buttons, links and the code stand out with? If not, the nearest that can. */
export type AccentVerdict = { readonly kind: 'good' } | { readonly kind: 'unreadable'; readonly nearest: HexColour };

/** White words stand on it, and it stands on every light ground: it must be dark enough for all of them (WCAG 2.2, 1.4.3). */
export function judgeAccent(accent: HexColour): AccentVerdict {
  if (GROUNDS.light.every((ground) => contrast(accent, ground) >= READABLE)) return { kind: 'good' };
  return { kind: 'unreadable', nearest: nearestReadable(accent, BLACK, GROUNDS.light) ?? BLACK };
}

/** The colours that follow from an accent, in one theme. */
export interface AccentColours {
  readonly accent: HexColour;
  /** Words on the accent. */
  readonly onAccent: HexColour;
  /** Where the code to compare stands. */
  readonly codeGround: HexColour;
}

/** A good accent in the light theme, and as bright as the dark one needs it. */
export function accentColours(accent: HexColour): Readonly<Record<'light' | 'dark', AccentColours>> {
  const bright = nearestReadable(mix(accent, WHITE, 0.6), WHITE, GROUNDS.dark) ?? WHITE;
  return {
    light: { accent, onAccent: WHITE, codeGround: accent },
    dark: { accent: bright, onAccent: mix(accent, BLACK, 0.75), codeGround: mix(accent, BLACK, 0.25) },
  };
}
