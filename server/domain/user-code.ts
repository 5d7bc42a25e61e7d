/**
 * Letters without vowels, so that no code spells a word, and without letters that look like others.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-6.1 RFC 8628, section 6.1}
 */
export const USER_CODE_ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ';

/** How user codes look: `length` letters, shown in groups of `group`. */
export interface UserCodeShape {
  readonly length: number;
  readonly group: number;
}

/** How many bits of a guess a code of this shape is worth: 8 letters are 34.6 (RFC 8628, section 5.1 asks to choose this with the limits). */
export function userCodeEntropy({ length }: UserCodeShape): number {
  return length * Math.log2(USER_CODE_ALPHABET.length);
}

/**
 * Makes a user code.
 *
 * @param pickBelow gives a whole number from 0 to below its argument, evenly and unpredictably
 * @returns the letters alone, as they are looked up; `formatUserCode` groups them for people
 */
export function makeUserCode({ length }: UserCodeShape, pickBelow: (below: number) => number): string {
  return Array.from({ length }, () => USER_CODE_ALPHABET[pickBelow(USER_CODE_ALPHABET.length)]).join('');
}

/** `WDJBMJHT` → `WDJB-MJHT` */
export function formatUserCode(code: string, { group }: UserCodeShape): string {
  return code.match(new RegExp(`.{1,${String(group)}}`, 'g'))?.join('-') ?? code;
}

/**
 * What a person typed, as it is looked up: in any case, with or without dashes, blanks or dots, full-width or not.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-6.1 RFC 8628, section 6.1}: ignore case and characters that are not in the set
 */
export function normaliseUserCode(typed: string): string {
  return typed
    .slice(0, 200)
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z]/g, '');
}
