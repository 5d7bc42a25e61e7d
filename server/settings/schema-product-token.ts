import { z } from 'zod';

import { judgeIssuer } from './issuer.ts';
import { publicJwksSchema } from './public-jwks.ts';
import { closedMap, distinct, duration, lineOfText, oneOf, textThat } from './schema-blocks.ts';
import { quoted } from './wording.ts';

/** An address that nobody on the way can read or change: https, or this machine. */
export const secureAddress = textThat(
  (text) => {
    const url = URL.parse(text);
    return url !== null && url.hash === '' && url.username === '' && judgeIssuer(url.origin).kind === 'good';
  },
  (text) => `${quoted(text)} is no address that can be trusted.`,
  'Write https:// and the whole address, without a fragment; plain http is for localhost, 127.0.0.1 and [::1] only.',
).meta({ format: 'uri' });

/**
 * What signs a token that we take. No HMAC: whoever can check it could make it. No "none", of course.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8725#section-3.1 RFC 8725, section 3.1}
 */
const ALGORITHMS = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'] as const;

const claim = (meaning: string, name: string) =>
  textThat(
    (text) => /^\S{1,200}$/.test(text),
    () => 'this is no name of a claim.',
    'Write its name, and dots for claims within claims: realm_access.roles.',
  )
    .prefault(name)
    .describe(`${meaning} Default ${name}.`);

/** Which claim says what. The defaults are the registered names (OpenID Connect Core, section 5.1; RFC 8176; RFC 9068, section 2.2.3). */
export const claimsSchema = closedMap({
  subject: claim('Who it is: never given to somebody else.', 'sub'),
  name: claim('What people call them.', 'name'),
  email: claim('Their e-mail address.', 'email'),
  roles: claim('Their roles: a list, or a text with blanks between.', 'roles'),
  session: claim('What tells one sign-in from the next.', 'sid'),
  acr: claim('How strongly they signed in.', 'acr'),
  amr: claim('By what means.', 'amr'),
  auth_time: claim('When they signed in.', 'auth_time'),
})
  .prefault({})
  .describe('Which claim says what about the person.');

/** What roles are called elsewhere, and here. */
export const roleNames = z
  .record(lineOfText(200), z.string())
  .optional()
  .describe('Their names of roles, each with the role of apis.yaml that it stands for. Without it, the names are the same.');

/** How a product's own token is checked: the same for a cookie and for the approval API. */
export const productTokenShape = {
  issuer: lineOfText(500).describe('The "iss" of its tokens, letter by letter.'),
  audience: lineOfText(500).describe('The "aud" that its tokens for us have.'),
  jwks_uri: secureAddress.optional().describe('Where its public keys are (RFC 7517).'),
  jwks_file: lineOfText(500).optional().describe('A JSON file with its public keys; a relative path begins in this folder.'),
  jwks: publicJwksSchema.optional().describe('Its public keys themselves.'),
  algorithms: distinct(oneOf('algorithm that we take', ALGORITHMS))
    .min(1)
    .default(['ES256'])
    .describe('What it signs with. Default ES256.'),
  max_age: duration.prefault('12h').describe('A token older than this is refused, whatever its own end. Default 12h.'),
  claims: claimsSchema,
  role_names: roleNames,
};

const origin = textThat(
  (text) => {
    const verdict = judgeIssuer(text);
    return verdict.kind === 'good' && verdict.origin === text;
  },
  (text) => `${quoted(text)} is no origin.`,
  'Write scheme and host as browsers do, without a slash at the end: https://app.example.com.',
);

/** `approval_api` of countersign.yaml. */
export const approvalApiSchema = closedMap({
  ...productTokenShape,
  origins: distinct(origin).default([]).describe('The pages that may call it from a browser: https://app.example.com.'),
});

/** `approval_api`, once it is in order. */
export type ApprovalApiEntry = z.output<typeof approvalApiSchema>;

/** How a product's token is checked, as the file has it. */
export type ProductTokenEntry = Omit<ApprovalApiEntry, 'origins'>;
