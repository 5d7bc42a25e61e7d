import type { Context } from 'koa';

import { FALLBACK_LANGUAGE, LANGUAGES } from '../domain/language.ts';
import type { Language } from '../domain/language.ts';
import { de } from './messages/de.ts';
import { en } from './messages/en.ts';
import type { Messages } from './messages/en.ts';
import { es } from './messages/es.ts';

const MESSAGES: Readonly<Record<Language, Messages>> = { en, de, es };

/** Every sentence of ours in one language. */
export function messagesIn(language: Language): Messages {
  return MESSAGES[language];
}

/** The language of ours that the browser likes best, English if it likes none (RFC 9110, section 12.5.4). Whoever answers by it says so: `Vary`. */
export function languageOf(ctx: Context): Language {
  const liked = ctx.acceptsLanguages(...LANGUAGES);
  return LANGUAGES.find((language) => language === liked) ?? FALLBACK_LANGUAGE;
}
