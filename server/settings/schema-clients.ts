import { z } from 'zod';

import { publicJwksSchema } from './public-jwks.ts';
import {
  acrValue,
  audience,
  closedMap,
  distinct,
  duration,
  lineOfText,
  oneOf,
  secretReference,
  textThat,
  webAddress,
} from './schema-blocks.ts';
import { lifetimesSchema } from './schema-lifetimes.ts';
import { quoted } from './wording.ts';

/** Printable ASCII without blanks: what survives every form and header (RFC 6749, appendix A.1, less the blank). */
const clientId = textThat(
  (text) => /^[\x21-\x7e]{1,255}$/.test(text),
  (text) => `${quoted(text)} is no client id.`,
  'Write 1 to 255 letters, digits and signs of ASCII, without blanks.',
);

const authentication = z.discriminatedUnion('method', [
  closedMap({ method: z.literal('none').describe('A public client: a console on other people’s machines can keep no secret.') }),
  closedMap({
    method: z.literal('private_key_jwt').describe('It signs with a private key that never leaves it (RFC 7523).'),
    jwks: publicJwksSchema.optional().describe('Its public keys.'),
    jwks_file: lineOfText(500).optional().describe('A JSON file with its public keys; a relative path begins in this folder.'),
  }),
  closedMap({
    method: z.literal('client_secret_basic').describe('It sends a password (RFC 6749, section 2.3.1).'),
    secret: secretReference.describe('Where the password is kept: env:NAME or file:PATH. At least 22 characters.'),
  }),
]);

/** One client of clients.yaml. */
export const clientSchema = closedMap({
  id: clientId.describe('Its client_id.'),
  name: lineOfText(80).describe('What people read when it asks them.'),
  uri: webAddress.optional().describe('Where people can read about it.'),
  authentication: authentication.describe('How it proves who it is.'),
  grants: distinct(oneOf('grant type', ['device_code', 'refresh_token', 'client_credentials'])).describe(
    'What it may do at the token endpoint.',
  ),
  apis: distinct(audience).default([]).describe('The APIs of apis.yaml it may ask for. The first is taken when it names none.'),
  scopes: distinct(z.string()).min(1).optional().describe('The scopes it may ask for. Default: all of these APIs.'),
  tokens: oneOf('kind of token', ['either', 'dpop', 'bearer'])
    .optional()
    .describe(
      'dpop: bound to a key of the console. bearer: not. either: as it asks. Default either, or dpop where countersign.yaml requires it.',
    ),
  pkce: oneOf('PKCE policy', ['optional', 'required'])
    .default('optional')
    .describe('Must it send a PKCE challenge with the device request?'),
  dpop_jkt: oneOf('policy for the key', ['optional', 'required'])
    .default('optional')
    .describe(
      'Must it bind the device code to its DPoP key, by a proof with the device request or by naming the key there as dpop_jkt?',
    ),
  verification_uri_complete: z.boolean().default(true).describe('Is the address with the code in it part of the answer?'),
  require_same_network: oneOf('network policy', ['off', 'warn', 'refuse'])
    .default('warn')
    .describe(
      'Must the browser be on the network that the console asked from? off: not looked at. warn: the page says so. refuse: no approval unless it is.',
    ),
  require_fresh_sign_in: duration
    .optional()
    .describe(
      'How long ago the person may have signed in; else they are asked to do it again. Default: as long as they are signed in.',
    ),
  min_acr: acrValue
    .optional()
    .describe('How strongly the person must have signed in: one of acr_levels in countersign.yaml. Default: anyhow.'),
  confirm_code: z
    .boolean()
    .default(false)
    .describe('Must a code be typed although it came with a link? Then a link alone leads nobody to an approval.'),
  lifetimes: lifetimesSchema.prefault({}).describe('What differs from the lifetimes of countersign.yaml.'),
  introspect: distinct(audience).default([]).describe('The APIs whose tokens it may introspect. For confidential clients only.'),
  devices: closedMap({
    max: z.int().min(1).max(1000).default(10).describe('How many devices one person may have paired at a time.'),
    when_full: oneOf('way to deal with one device too many', ['refuse', 'evict'])
      .default('refuse')
      .describe('refuse: the person has to end one first. evict: the one unused for the longest time is ended.'),
  })
    .prefault({})
    .describe('How many devices a person may have.'),
}).describe('A console, or another program that wants tokens.');

/** clients.yaml */
export const clientsSchema = closedMap({ clients: z.array(clientSchema).describe('Who may ask for tokens.') }).meta({
  title: 'clients.yaml',
});

/** A client as the file has it, once it is in order. */
export type ClientEntry = z.output<typeof clientSchema>;
