import { hash, verify } from '@node-rs/argon2';

import type { TakeFingerprint } from '../domain/fingerprint.ts';
import type { Account, Accounts } from '../ports/accounts.ts';

/** A person in accounts.yaml. */
export interface EmbeddedAccount extends Omit<Account, 'credentials'> {
  /** argon2id, in PHC string form. */
  readonly passwordHash: string;
  readonly locked: boolean;
}

/** What came of a name and a password. */
export type SignInVerdict =
  { readonly kind: 'accepted'; readonly account: Account } | { readonly kind: 'wrong-credentials' } | { readonly kind: 'locked' };

/** The people of accounts.yaml, for trying out and for small teams. */
export interface EmbeddedAccounts extends Accounts {
  /** Checks a password. Takes as long for a name nobody has; says `locked` only to who knows the password. */
  authenticate(id: string, password: string): Promise<SignInVerdict>;
}

/** @param people keyed by id */
export function createEmbeddedAccounts({
  people,
  takeFingerprint,
}: {
  readonly people: ReadonlyMap<string, EmbeddedAccount>;
  readonly takeFingerprint: TakeFingerprint;
}): EmbeddedAccounts {
  const nobody = hash('nobody has this password');
  const known = new Map([...people].map(([id, account]) => [id, toAccount(account, takeFingerprint)]));
  return {
    find: (id) => Promise.resolve(people.get(id)?.locked === false ? known.get(id) : undefined),
    async authenticate(id, password) {
      const account = known.get(id);
      const matches = await verify(people.get(id)?.passwordHash ?? (await nobody), password);
      if (!account || !matches) return { kind: 'wrong-credentials' };
      return people.get(id)?.locked ? { kind: 'locked' } : { kind: 'accepted', account };
    },
  };
}

/** What others may know of a person. Of the password hash they see a fingerprint: enough to tell that it is another one. */
function toAccount({ passwordHash, locked: _locked, ...account }: EmbeddedAccount, takeFingerprint: TakeFingerprint): Account {
  return { ...account, credentials: takeFingerprint('credentials', passwordHash) };
}
