import type Router from '@koa/router';

import type { Visitors } from '../http/visitor.ts';
import type { Accounts } from '../ports/accounts.ts';

/** One kind of web session: all that the rest of the server knows of it. */
export interface WebSession {
  readonly visitors: Visitors;
  /** GET `/sign-in` and POST `/sign-out`, and whatever else this kind answers. */
  readonly pages: Router;
  /** The people we know by ourselves, if this kind knows any. */
  readonly accounts?: Accounts;
}
