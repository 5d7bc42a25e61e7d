/** Colour sequences, which take no room on the screen (ECMA-48, SGR). */
const COLORS = /\u001b\[[\d;]*m/g;

/** How many columns a text of our own takes (cleaned text from servers is short and rarely wide; it is counted by code points). */
export function visibleWidth(text: string): number {
  return Array.from(text.replace(COLORS, '')).length;
}

/** Fills a text up to a width with blanks. */
function padTo(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - visibleWidth(text)));
}

/** Sets two columns beside each other. */
export function sideBySide(left: readonly string[], right: readonly string[], leftWidth: number): string[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_empty, row) => {
    const beside = right[row];
    return beside === undefined ? (left[row] ?? '') : padTo(left[row] ?? '', leftWidth) + beside;
  });
}
