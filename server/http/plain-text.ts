/**
 * Characters that change how the text around them is shown without being seen: control characters, the bidirectional embeddings,
 * overrides and isolates, zero-width spaces, line and paragraph separators, and tag characters. Joiners and direction marks are no part of it:
 * names in Persian, Hindi or Hebrew need them.
 *
 * @see {@link https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing Unicode TR 36, section 2.6}
 */
const DECEPTIVE = /[\p{Cc}\u200B\u202A-\u202E\u2028\u2029\u2060-\u2064\u2066-\u2069\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/**
 * The text with every deceptive character replaced by U+FFFD, so that tampering is seen instead of believed. A device that calls itself
 * `<RLO>gpj.exe` must not read as something else, nor turn the sentence it stands in around.
 */
export function toPlainText(text: string): string {
  return text.replace(DECEPTIVE, '\uFFFD').toWellFormed();
}

/** The same for every text inside a model, at any depth. */
export function withPlainTexts<T>(value: T): T {
  return copyPlain(value) as T;
}

function copyPlain(value: unknown): unknown {
  if (typeof value === 'string') return toPlainText(value);
  if (Array.isArray(value)) return value.map(copyPlain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyPlain(inner)]));
}
