import { Provider } from 'oidc-provider';

import type { Decision } from '../domain/device-request.ts';
import type { Account, Accounts } from '../ports/accounts.ts';
import type { GrantSnapshots } from './grant-adapter.ts';

/** What a grant remembers of the person who approved it: no more than the console may know. */
export interface RememberedApprover {
  readonly name?: string;
  readonly email?: string;
}

/** A person as a token tells of them. Roles are known where accounts are; elsewhere, what was granted stays granted. */
export type Approver = Omit<Account, 'roles'> & Partial<Pick<Account, 'roles'>>;

/** The people behind grants. */
export interface Approvers {
  /** What of a decision is worth keeping with the grant: nothing, where we keep accounts. */
  worthKeeping(decision: Decision | undefined): RememberedApprover | undefined;
  /** The person behind a grant that remembers this of them, or undefined if they are locked or gone. */
  of(id: string, remembered: RememberedApprover | undefined): Promise<Approver | undefined>;
  /** The person behind the grant that this request is about. */
  find(id: string): Promise<Approver | undefined>;
}

/**
 * Where we keep accounts, they say who somebody is, and whether they still are. Where we keep none, a person is whoever approved: docs/decisions/010.
 */
export function createApprovers(deps: {
  /** The people we know, if we know any. */
  readonly accounts: Accounts | undefined;
  readonly grantSnapshots: GrantSnapshots;
}): Approvers {
  const { accounts, grantSnapshots } = deps;
  const of: Approvers['of'] = async (id, remembered) => (accounts ? accounts.find(id) : { id, name: id, ...remembered });
  return {
    of,
    worthKeeping(decision) {
      if (accounts || decision?.kind !== 'approved') return undefined;
      const { scopes, name, email } = decision;
      return {
        ...(name && scopes.includes('profile') ? { name } : {}),
        ...(email && scopes.includes('email') ? { email } : {}),
      };
    },
    find(id) {
      const grant = Provider.ctx && grantSnapshots.get(Provider.ctx);
      return of(id, grant?.payload.approver as RememberedApprover | undefined);
    },
  };
}
