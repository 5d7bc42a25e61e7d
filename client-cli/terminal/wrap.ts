import { visibleWidth } from './visible-width.ts';

/** A blank that is not inside a command in quotes. */
const UNQUOTED_BLANK = / (?!(?:[^"]*"[^"]*")*[^"]*"[^"]*$)/;

/**
 * Breaks a text at blanks into lines of at most `width` characters. A word that is longer (an address) keeps a line of its own, whole, so that it
 * can be copied; so does a command in quotes.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(UNQUOTED_BLANK)) {
    if (line !== '' && visibleWidth(line) + 1 + visibleWidth(word) > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}
