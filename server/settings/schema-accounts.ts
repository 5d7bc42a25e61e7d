import { z } from 'zod';

import { closedMap, distinct, isSecretReference, lineOfText, textThat } from './schema-blocks.ts';
import { quoted } from './wording.ts';

/**
 * Is it an Argon2id hash in the PHC format, no weaker than the weakest that OWASP still recommends (7 MiB)?
 *
 * @see {@link https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md PHC string format}
 * @see {@link https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id OWASP Password Storage Cheat Sheet}
 */
export function isArgon2id(text: string): boolean {
  const memory = /^\$argon2id\$v=19\$m=(\d{1,8}),t=[1-9]\d*,p=[1-9]\d*\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{22,}$/.exec(text)?.[1];
  return memory !== undefined && Number(memory) >= 7168;
}

/** What to do about a hash that will not do. */
export const HASH_FIX = 'Write an argon2id hash ($argon2id$v=19$m=19456,t=2,p=1$…); accounts.yaml says how to make one.';

const accountId = textThat(
  (text) => /^[\p{L}\p{N}._@+-]{1,255}$/u.test(text),
  (text) => `${quoted(text)} is no account id.`,
  'Write 1 to 255 letters, digits and . _ @ + -.',
);

/** One person of accounts.yaml. */
export const accountSchema = closedMap({
  id: accountId.describe('What the person signs in with, and the "sub" of their tokens. Never give it to somebody else.'),
  name: lineOfText(80).describe('What the person is called.'),
  email: textThat(
    (text) => /^[^\s@]+@[^\s@]+$/.test(text),
    (text) => `${quoted(text)} is no e-mail address.`,
    'Write alice@example.com.',
  )
    .optional()
    .describe('Their e-mail address.'),
  roles: distinct(z.string()).default([]).describe('Their roles, of those in apis.yaml.'),
  password_hash: textThat(
    (text) => isArgon2id(text) || isSecretReference(text),
    () => 'this is no argon2id hash, or a weak one.',
    HASH_FIX,
  ).describe('The argon2id hash of their password in the PHC format, or env:NAME or file:PATH where it is kept.'),
  locked: z.boolean().default(false).describe('A locked person can neither sign in nor refresh tokens.'),
});

/** accounts.yaml */
export const accountsSchema = closedMap({ accounts: z.array(accountSchema).describe('The people who can sign in here.') }).meta({
  title: 'accounts.yaml',
});

/** A person as the file has them, once it is in order. */
export type AccountEntry = z.output<typeof accountSchema>;
