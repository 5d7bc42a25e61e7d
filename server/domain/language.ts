/** The languages the pages speak, as BCP 47 tags (RFC 5646). The first is taken when the browser asks for none of them. */
export const LANGUAGES = ['en', 'de', 'es'] as const;

/** One of {@link LANGUAGES}. */
export type Language = (typeof LANGUAGES)[number];

/** What stands in for a language that a text does not have. */
export const FALLBACK_LANGUAGE = LANGUAGES[0];

/** A text of the admin: in one language for everybody, or in several. */
export type LocalText =
  string | (Readonly<Record<typeof FALLBACK_LANGUAGE, string>> & Readonly<Partial<Record<Language, string>>>);

/** The text as a reader of this language gets it. */
export function inLanguage(text: LocalText, language: Language): string {
  return typeof text === 'string' ? text : (text[language] ?? text[FALLBACK_LANGUAGE]);
}

/** The language that the reader gets, where it is known: another one than theirs has to be marked (WCAG 3.1.2). */
export function languageOfText(text: LocalText, language: Language): Language | undefined {
  if (typeof text === 'string') return undefined;
  return text[language] === undefined ? FALLBACK_LANGUAGE : language;
}
