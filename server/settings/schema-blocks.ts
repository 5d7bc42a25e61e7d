import proxyAddr from 'proxy-addr';
import { z } from 'zod';

import type { Language } from '../domain/language.ts';
import { DURATION_PATTERN, parseDuration } from './duration.ts';
import { quoted } from './wording.ts';

/**
 * A map in which no other key may stand. The message of an unknown key is the list of known ones, from which `explain-issues.ts` makes its guess.
 */
export function closedMap<const Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : undefined),
  });
}

/** One of a few words; `noun` is what they are called when another one is refused. */
export function oneOf<const Words extends readonly [string, ...string[]]>(noun: string, words: Words) {
  return z.enum(words, { error: noun });
}

/** A text of which a plain rule says whether it will do. The message follows the path and a colon, the fix is a sentence. */
export function textThat(isGood: (text: string) => boolean, message: (text: string) => string, fix: string) {
  return z.string().refine(isGood, { error: ({ input }) => message(String(input)), params: { fix } });
}

/**
 * A line for people. Control and direction-changing characters could make the review page say something else than it does.
 *
 * @see {@link https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing Unicode TR 36, section 2.6}
 */
export function lineOfText(longest: number) {
  return textThat(
    (text) =>
      text.trim() === text &&
      text !== '' &&
      text.length <= longest &&
      !/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text),
    () => 'this is no line of text.',
    `Write 1 to ${longest} characters on one line, with no blanks around them and no control characters.`,
  ).meta({ minLength: 1, maxLength: longest });
}

/** A line for people, once for everybody or once for each language. */
export function localText(longest: number) {
  const line = lineOfText(longest);
  return z.union([
    line,
    closedMap({
      en: line.describe('In English, and for everybody whose language is missing here.'),
      de: line.optional().describe('In German.'),
      es: line.optional().describe('In Spanish.'),
    } satisfies Record<Language, unknown>),
  ]);
}

/** A class of sign-in: one of a blank-separated list (RFC 9470, section 3). */
export const acrValue = textThat(
  (text) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text),
  (text) => `${quoted(text)} is no acr value.`,
  'Write a name without blanks and quotes.',
);

/** An address a person can follow. */
export const webAddress = textThat(
  (text) => ['https:', 'http:'].includes(URL.parse(text)?.protocol ?? ''),
  (text) => `${quoted(text)} is no web address.`,
  'Write it in full: https://example.com/console.',
).meta({ format: 'uri' });

/** `5s`, `10m`, `12h`, `30d`, as seconds. */
export const duration = textThat(
  (text) => parseDuration(text) !== undefined,
  (text) => `${quoted(text)} is no duration.`,
  'Write a whole number and s, m, h or d: 5s, 10m, 12h, 30d (at most 3650d).',
)
  .meta({ pattern: DURATION_PATTERN })
  .transform((text) => parseDuration(text) ?? 0);

/** What says where a secret is. */
export const SECRET_PATTERN = '^(env|file):.+$';

/**
 * Where a secret is kept. It is never written into the file itself, and what was written there instead is not repeated.
 */
export const secretReference = textThat(
  isSecretReference,
  () => 'a secret does not belong in this file.',
  'Write where it is: env:NAME for an environment variable, file:PATH for a file.',
).meta({ pattern: SECRET_PATTERN, examples: ['env:BATCH_SECRET', 'file:/run/secrets/batch'] });

/** Does the text say where a secret is, as `env:NAME` or `file:PATH`? */
export function isSecretReference(text: string): boolean {
  return new RegExp(SECRET_PATTERN).test(text);
}

/**
 * The name of an API in tokens and requests: an absolute URI without a fragment.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8707#section-2 RFC 8707, section 2}
 */
export const audience = textThat(
  (text) => URL.canParse(text) && !/[#\s]/.test(text),
  (text) => `${quoted(text)} is no absolute URI without a fragment.`,
  'Write an address, or a name like urn:example:notes.',
).meta({ format: 'uri' });

/** Someone to believe about `X-Forwarded-*`: an address, a CIDR block, or proxy-addr's names for the private ones. */
export const proxyAddress = textThat(
  isProxyAddress,
  (text) => `${quoted(text)} is no address and no CIDR block.`,
  'Write 10.0.0.7, 10.0.0.0/8, fd00::/8, loopback, linklocal or uniquelocal.',
);

function isProxyAddress(text: string): boolean {
  try {
    return typeof proxyAddr.compile(text) === 'function';
  } catch {
    return false; // proxy-addr says no by throwing
  }
}

/** A list in which nothing stands twice. */
export function distinct<Item extends z.ZodType<string>>(item: Item) {
  return z.array(item).superRefine((items, context) => {
    items.forEach((text, index) => {
      if (items.indexOf(text) === index) return;
      context.addIssue({
        code: 'custom',
        path: [index],
        message: `${quoted(text)} stands in this list twice.`,
        params: { fix: 'Remove one of them.' },
      });
    });
  });
}
