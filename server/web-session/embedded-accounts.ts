import { hash, verify } from '@node-rs/argon2';

import type { Account, Accounts } from '../ports/accounts.ts';

/** A person in accounts.yaml. */
export interface EmbeddedAccount extends Account {
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
export function createEmbeddedAccounts({ people }: { readonly people: ReadonlyMap<string, EmbeddedAccount> }): EmbeddedAccounts {
  const nobody = hash('nobody has this password');
  return {
    find(id) {
      const account = people.get(id);
      return Promise.resolve(account?.locked === false ? account : undefined);
    },
    async authenticate(id, password) {
      const account = people.get(id);
      const matches = await verify(account?.passwordHash ?? (await nobody), password);
      if (!account || !matches) return { kind: 'wrong-credentials' };
      return account.locked ? { kind: 'locked' } : { kind: 'accepted', account };
    },
  };
}
