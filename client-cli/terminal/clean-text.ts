/** How much of a text from outside is shown. */
const LONGEST = 300;

/** Escape sequences of terminals: CSI, OSC and the like, and two-character ones (ECMA-48, section 5). */
const ESCAPE_SEQUENCES =
  /\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[P^_X][^\u001b]*(?:\u001b\\)?|\u001b[ -~]?/g;

/** Blanks and breaks of all kinds. */
const BLANKS = String.raw`[\t-\r\u0085\p{Z}]+`;

/** Control and format characters (bidirectional overrides, zero-width ones), surrogates, private and unassigned code points. */
const NOT_PRINTABLE = String.raw`[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]`;

/** Not as literals: what stands behind `\p` is looked up when a literal is read, which takes as long as opening a login. Few runs have a text to clean. */
let patterns: readonly [blanks: RegExp, notPrintable: RegExp] | undefined;

/**
 * Text from a server or a file, made safe to show: it cannot move the cursor, colour or hide other text, reverse the direction of reading,
 * or break the line it stands in (Unicode Technical Report 36, section 2; RFC 8628, section 5.4).
 *
 * @see {@link https://www.unicode.org/reports/tr36/ Unicode Technical Report 36}
 */
export function cleanText(text: string, longest = LONGEST): string {
  const [blanks, notPrintable] = (patterns ??= [new RegExp(BLANKS, 'gu'), new RegExp(NOT_PRINTABLE, 'gu')]);
  const plain = text.replace(ESCAPE_SEQUENCES, '').replace(blanks, ' ').replace(notPrintable, '').trim();
  const letters = Array.from(plain);
  return letters.length <= longest ? plain : `${letters.slice(0, longest - 1).join('')}…`;
}
