import type { Context } from 'koa';

import type { Visitor } from './visitor.ts';

/** Tells who calls a JSON API. */
export interface Callers {
  /**
   * The person whose token the request brings, in the web session that the token was made in.
   *
   * @throws ApiProblem `invalid_token` without a token or with one that is not taken, `forbidden` for a person whom we do not know although we know people
   */
  whoCalls(ctx: Context): Promise<Visitor>;
}
