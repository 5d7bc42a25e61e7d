import type { RandomId } from '../ports/clock.ts';
import type { Preparation } from './preparation.ts';

/** What a request is called in the log, on an error page and in its answer (`X-Request-Id`). */
export function newRequestId(randomId: RandomId): string {
  return randomId(9);
}

/** Gives each request its name. */
export function createRequestId({ randomId }: { readonly randomId: RandomId }): Preparation {
  return function giveRequestId(ctx) {
    const requestId = newRequestId(randomId);
    ctx.state.requestId = requestId;
    ctx.set('X-Request-Id', requestId);
  };
}
