import { z } from 'zod';

import { closedMap, distinct, duration, lineOfText, oneOf, proxyAddress, secretReference, textThat } from './schema-blocks.ts';
import { claimsSchema, productTokenShape, roleNames, secureAddress } from './schema-product-token.ts';
import { quoted } from './wording.ts';

const cookieName = textThat(
  (text) => /^[\w!#$%&'*+.^`|~-]{1,100}$/.test(text), // RFC 6265, section 4.1.1: a token
  () => 'this is no name of a cookie.',
  'Write the name of the cookie in which your product keeps its JWT.',
);

const parameterName = textThat(
  (text) => /^[\w.~-]{1,50}$/.test(text),
  () => 'this is no name of a parameter.',
  'Write return_to, next, rd or what your login calls it.',
);

const accounts = closedMap({
  kind: z.literal('accounts').describe('People sign in here, with the passwords of accounts.yaml.'),
  lifetime: duration.prefault('12h').describe('How long a sign-in holds. Default 12h.'),
  consoles_end_on: distinct(oneOf('change of an account', ['password_change', 'lock']))
    .default(['lock'])
    .describe(
      'What ends all devices of a person for good: password_change, that they got another password; lock, that they were locked or removed. Default lock.',
    ),
});

const hostJwt = closedMap({
  kind: z
    .literal('host_jwt')
    .describe('People are signed in to your product, which keeps a JWT in a cookie that reaches us too.'),
  cookie: cookieName.describe(
    'The cookie. Its domain is a parent of ours, or your product and we share a host behind one proxy.',
  ),
  ...productTokenShape,
  login_url: secureAddress.describe('Where people sign in to your product.'),
  return_parameter: parameterName
    .default('return_to')
    .describe('The parameter there that takes the address to come back to. Default return_to.'),
  logout_url: secureAddress.optional().describe('Where people sign out of your product.'),
});

const openid = closedMap({
  kind: z.literal('openid').describe('People sign in at an OpenID Provider: Okta, Auth0, Entra, Keycloak …'),
  issuer: secureAddress.describe(
    'The issuer of the provider, letter by letter. Its metadata is at /.well-known/openid-configuration below it.',
  ),
  client_id: lineOfText(500).describe(
    'What the provider calls this server. Register ISSUER/sign-in/return as its redirect address.',
  ),
  client_secret: secretReference
    .optional()
    .describe('Where the secret of this client is kept: env:NAME or file:PATH. Without it, a public client.'),
  scope: textThat(
    (text) => text.split(' ').includes('openid') && /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(text),
    (text) => `${quoted(text)} is no scope of OpenID Connect.`,
    'Write names with blanks between, openid among them: openid profile email.',
  )
    .default('openid profile email')
    .describe('What is asked for. Default openid profile email.'),
  acr_values: distinct(lineOfText(200))
    .min(1)
    .optional()
    .describe('The classes of sign-in that will do, asked of every sign-in and checked.'),
  lifetime: duration
    .prefault('15m')
    .describe('How long before the provider is asked again, which people notice only if its own session is over. Default 15m.'),
  claims: claimsSchema,
  role_names: roleNames,
});

const headerName = (name: string) =>
  textThat(
    (text) => /^[\w-]{1,100}$/.test(text),
    () => 'this is no name of a header.',
    'Write x-forwarded-user, remote-user or what your proxy sends.',
  ).prefault(name);

const proxy = closedMap({
  kind: z.literal('proxy').describe('A proxy in front of this server authenticates people, and tells in headers who they are.'),
  secret: secretReference
    .optional()
    .describe(
      'What the proxy sends to prove itself: env:NAME or file:PATH. At least 22 characters. Without it, addresses is needed.',
    ),
  secret_header: headerName('x-proxy-secret').describe('The header that it sends it in. Default x-proxy-secret.'),
  addresses: distinct(proxyAddress)
    .min(1)
    .optional()
    .describe('From where it connects. With a secret as well, both are needed. Nobody else must be able to connect from there.'),
  headers: closedMap({
    subject: headerName('x-forwarded-user').describe('Who it is. Default x-forwarded-user.'),
    name: headerName('x-forwarded-preferred-username').describe('What people call them. Default x-forwarded-preferred-username.'),
    email: headerName('x-forwarded-email').describe('Their e-mail address. Default x-forwarded-email.'),
    roles: headerName('x-forwarded-groups').describe('Their roles, with commas between. Default x-forwarded-groups.'),
    session: headerName('x-forwarded-session').describe('What tells one sign-in from the next. Default x-forwarded-session.'),
    acr: headerName('x-forwarded-acr').describe('How strongly they signed in. Default x-forwarded-acr.'),
    amr: headerName('x-forwarded-amr').describe('By what means, with commas between. Default x-forwarded-amr.'),
    auth_time: headerName('x-forwarded-auth-time').describe('When, in seconds since 1970. Default x-forwarded-auth-time.'),
  })
    .prefault({})
    .describe('Which header says what about the person.'),
  role_names: roleNames,
  login_url: secureAddress.optional().describe('Where people sign in, for those who come without. Default: they are told so.'),
  return_parameter: parameterName
    .default('rd')
    .describe('The parameter there that takes the address to come back to. Default rd.'),
  logout_url: secureAddress.optional().describe('Where people sign out.'),
});

/** `web_session` of countersign.yaml. */
export const webSessionSchema = z.discriminatedUnion('kind', [accounts, hostJwt, openid, proxy]);

/** `web_session`, once it is in order. */
export type WebSessionEntry = z.output<typeof webSessionSchema>;
