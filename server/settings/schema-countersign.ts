import { isIP } from 'node:net';

import { z } from 'zod';

import { judgeAccent } from '../domain/accent.ts';
import { isHexColour } from '../domain/colour.ts';
import type { HexColour } from '../domain/colour.ts';
import { userCodeEntropy } from '../domain/user-code.ts';
import { DEFAULT_ISSUER, judgeIssuer } from './issuer.ts';
import {
  acrValue,
  closedMap,
  distinct,
  isSecretReference,
  lineOfText,
  oneOf,
  proxyAddress,
  SECRET_PATTERN,
  textThat,
} from './schema-blocks.ts';
import { quoted } from './wording.ts';
import { lifetimesSchema } from './schema-lifetimes.ts';
import { approvalApiSchema } from './schema-product-token.ts';
import { webSessionSchema } from './schema-web-session.ts';

/**
 * The fewest bits of a user code: a thousand guesses at 30 bits hit a given code with one chance in a million. The RFC's own example has 34.5.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-5.1 RFC 8628, section 5.1}
 */
const FEWEST_BITS = 30;
const FEWEST_LETTERS = [4, 5, 6, 7, 8, 9].find((length) => userCodeEntropy({ length, group: 4 }) >= FEWEST_BITS) ?? 8;

const STORAGE_PATTERN = '^(sqlite:|rediss?://|redis\\+(sentinel|cluster)://)\\S+$';

/** Are these the words of a storage we have? What comes after the scheme is the adapter's business. */
export function isStorage(text: string): boolean {
  return new RegExp(STORAGE_PATTERN).test(text);
}

const issuer = z
  .string()
  .superRefine((text, context) => {
    const verdict = judgeIssuer(text);
    if (verdict.kind === 'bad') context.addIssue({ code: 'custom', message: verdict.message, params: { fix: verdict.fix } });
  })
  .meta({ format: 'uri' });

const storage = textThat(
  (text) => isStorage(text) || isSecretReference(text),
  () => 'this is no storage.', // it may hold a password, so it is not repeated
  'Write sqlite:PATH, redis://…, rediss://…, redis+sentinel://… or redis+cluster://…, or env:NAME or file:PATH to keep its password elsewhere.',
).meta({ pattern: `${STORAGE_PATTERN}|${SECRET_PATTERN}` });

const listenAddress = textThat(
  (text) => isIP(text) !== 0 || text === 'localhost',
  () => 'this is no address to listen on.',
  'Write 127.0.0.1, ::1, localhost, or 0.0.0.0 or :: for every network.',
);

const letters = z
  .int()
  .max(16)
  .refine((length) => userCodeEntropy({ length, group: 4 }) >= FEWEST_BITS, {
    error: `so short a code can be guessed: it has less than ${FEWEST_BITS} bits.`,
    params: { fix: `Write ${FEWEST_LETTERS} or more; 8 is a good length.` },
  })
  .meta({ minimum: FEWEST_LETTERS });

const supportAddress = textThat(
  (text) => ['https:', 'http:', 'mailto:'].includes(URL.parse(text)?.protocol ?? ''),
  (text) => `${quoted(text)} is no address where people find help.`,
  'Write https://example.com/help or mailto:help@example.com.',
).meta({ format: 'uri' });

/** A colour that makes readable buttons and links (WCAG 2.2, success criterion 1.4.3). */
const accentColour = z
  .string()
  .superRefine((text, context) => {
    const complain = (message: string, fix: string) => context.addIssue({ code: 'custom', message, params: { fix } });
    if (!isHexColour(text)) {
      complain(`${quoted(text)} is no colour.`, 'Write # and six hexadecimal digits in quotes: "#0b4f48".');
      return;
    }
    const verdict = judgeAccent(text);
    if (verdict.kind === 'unreadable')
      complain(`${text} would make buttons and links that are hard to read.`, `Write "${verdict.nearest}".`);
  })
  .transform((text) => text as HexColour)
  .meta({ pattern: '^#[0-9A-Fa-f]{6}$' });

/** countersign.yaml */
export const countersignSchema = closedMap({
  issuer: issuer
    .prefault(DEFAULT_ISSUER)
    .describe('The public address of this server, without a path. Everything that consoles and APIs compare begins with it.'),
  host: listenAddress
    .optional()
    .describe('The address to listen on. Default: this machine only for a local issuer, otherwise every network.'),
  port: z.int().min(1).max(65_535).default(8628).describe('The port to listen on.'),
  storage: storage
    .default('sqlite:./data/countersign.sqlite')
    .describe('Where everything is kept. A relative PATH begins in the working directory of the server.'),
  trusted_proxies: distinct(proxyAddress)
    .default([])
    .describe('The reverse proxies in front of this server, whose X-Forwarded-* headers are believed: addresses or CIDR blocks.'),
  web_session: webSessionSchema
    .prefault({ kind: 'accounts' })
    .describe('How the server knows the person in front of the browser.'),
  acr_levels: distinct(acrValue)
    .default([])
    .describe('The classes of sign-in that the web session tells ("acr"), the weakest first. Clients name one as min_acr.'),
  approval_api: approvalApiSchema
    .optional()
    .describe(
      'Lets your product approve on a page of its own, with the token that its web client has. Without it there is no such API.',
    ),
  user_code: closedMap({
    length: letters.default(8).describe('How many letters a code has.'),
    group: z.int().min(2).max(16).default(4).describe('How many letters stand together: WDJB-MJHT.'),
  })
    .prefault({})
    .describe('How the codes look that people type.'),
  guess_limit: closedMap({
    per_account: z.int().min(3).max(1000).default(10).describe('Of one account.'),
    per_network: z
      .int()
      .min(10)
      .max(100_000)
      .default(60)
      .describe('Of one address (IPv6: one subnet), over all accounts: an office must be able to work.'),
    overall: z
      .int()
      .min(10)
      .max(1_000_000)
      .default(125)
      .describe('Of everybody; beyond it, only who has not mistyped for a day may try.'),
  })
    .prefault({})
    .describe('How many wrong codes are borne within 15 minutes.'),
  device_requests: closedMap({
    per_network: z
      .int()
      .min(10)
      .max(1_000_000)
      .default(1000)
      .describe('Of one address (IPv6: one subnet), at each server process. This machine itself is not counted.'),
  })
    .prefault({})
    .describe('How many device codes are given out within 10 minutes.'),
  lifetimes: lifetimesSchema.prefault({}).describe('How long things live, for every client that does not say otherwise.'),
  dpop: closedMap({
    required: z.boolean().default(false).describe('Refuse bearer tokens for every client.'),
    require_nonce: z
      .boolean()
      .default(false)
      .describe('Every DPoP proof must carry a nonce of this server (RFC 9449, section 8).'),
  })
    .prefault({})
    .describe('Tokens bound to a key of the console (RFC 9449).'),
  log: closedMap({
    level: oneOf('log level', ['error', 'warn', 'info', 'debug']).default('info').describe('How much is logged.'),
  })
    .prefault({})
    .describe('The log.'),
  brand: closedMap({
    product_name: lineOfText(60).default('Countersign').describe('What the pages call your product.'),
    support_url: supportAddress.optional().describe('Where people find help: a web address, or mailto: and a mail address.'),
    logo: lineOfText(500)
      .optional()
      .describe('An SVG file that stands before the name, at most 32 kB; a relative path begins in this folder.'),
    accent: accentColour
      .optional()
      .describe('The colour of buttons, links and the code: #0b4f48. It must be dark enough to be read.'),
  })
    .prefault({})
    .describe('What the pages say about you.'),
}).meta({ title: 'countersign.yaml' });

/** countersign.yaml, once it is in order. */
export type CountersignFile = z.output<typeof countersignSchema>;
