/** A colour as CSS writes it in full: `#0b4f48`. */
export type HexColour = `#${string}`;

/** Text that is smaller than large needs this much contrast (WCAG 2.2, success criterion 1.4.3). */
export const READABLE = 4.5;

/** Is it `#` and six hexadecimal digits? */
export function isHexColour(text: string): text is HexColour {
  return /^#[0-9a-f]{6}$/i.test(text);
}

/**
 * How much two colours differ in brightness: from 1 (not at all) to 21 (black and white).
 *
 * @see {@link https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio WCAG 2.2, contrast ratio}
 */
export function contrast(a: HexColour, b: HexColour): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].toSorted((one, other) => one - other);
  return (lighter + 0.05) / (darker + 0.05);
}

/** The same colour, mixed with as little of another one as makes it readable on every ground; undefined if nothing does. */
export function nearestReadable(colour: HexColour, towards: HexColour, grounds: readonly HexColour[]): HexColour | undefined {
  for (let percent = 0; percent <= 100; percent += 1) {
    const mixed = mix(colour, towards, percent / 100);
    if (grounds.every((ground) => contrast(mixed, ground) >= READABLE)) return mixed;
  }
  return undefined;
}

/** A colour between two: `share` 0 is the first, 1 the second. */
export function mix(a: HexColour, b: HexColour, share: number): HexColour {
  const [from, to] = [channels(a), channels(b)];
  const mixed = from.map((value, index) => Math.round(value + ((to[index] ?? 0) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function channels(colour: HexColour): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

/** @see {@link https://www.w3.org/TR/WCAG22/#dfn-relative-luminance WCAG 2.2, relative luminance} */
function luminance(colour: HexColour): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
