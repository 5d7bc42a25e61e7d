import { z } from 'zod';

import { acrValue, audience, closedMap, distinct, duration, lineOfText, localText, textThat } from './schema-blocks.ts';
import { quoted } from './wording.ts';

/**
 * Scopes that mean something else already, in OpenID Connect Core.
 *
 * @see {@link https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims OpenID Connect Core, section 5.4} and section 11
 */
const TAKEN_SCOPES = ['openid', 'offline_access', 'profile', 'email', 'address', 'phone'];

/** `scope-token` of RFC 6749, section 3.3, less the names that are taken. */
const scopeName = textThat(
  (text) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text) && !TAKEN_SCOPES.includes(text),
  (text) => (TAKEN_SCOPES.includes(text) ? `${quoted(text)} belongs to OpenID Connect.` : `${quoted(text)} is no scope.`),
  'Write a name of your own without blanks and quotes, as notes:read.',
);

/** The name of a role. */
const roleName = textThat(
  (text) => /^[\w.:-]{1,64}$/.test(text),
  (text) => `${quoted(text)} is no role.`,
  'Write 1 to 64 letters, digits and . : _ -.',
);

const scope = closedMap({
  name: scopeName.describe('The scope as consoles ask for it.'),
  description: localText(200).describe(
    'One sentence for people: what a device may do with it. In one language, or in several: { en: …, de: … }.',
  ),
  danger: z.boolean().default(false).describe('Warn about it on the page.'),
  roles: distinct(roleName)
    .min(1)
    .optional()
    .describe('Only people with one of these roles may hand it to a device. Default: everybody.'),
  step_up: closedMap({
    max_age: duration.describe('How long ago the person may have signed in.'),
    acr_values: distinct(acrValue).min(1).optional().describe('How the person must have signed in, the best first.'),
  })
    .optional()
    .describe('The API asks for a fresh sign-in before it acts (RFC 9470).'),
});

/** One API of apis.yaml. */
export const apiSchema = closedMap({
  audience: audience.describe('Its name in tokens ("aud") and requests ("resource").'),
  name: lineOfText(80).describe('What people read.'),
  scopes: z.array(scope).min(1).describe('What can be done with it.'),
});

/** apis.yaml */
export const apisSchema = closedMap({
  roles: z
    .record(roleName, lineOfText(200))
    .default({})
    .describe('The roles people can have, each with a sentence that says what it means.'),
  apis: z.array(apiSchema).describe('What tokens are for.'),
}).meta({ title: 'apis.yaml' });

/** An API as the file has it, once it is in order. */
export type ApiEntry = z.output<typeof apiSchema>;
