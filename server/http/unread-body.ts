import type { Preparation } from './preparation.ts';

/**
 * A request that is answered before its body was read to the end (too large, of the wrong kind) must not stall the next one on its connection: what is left of the
 * body is read and thrown away once the answer is out. Node does so for bodies that nobody began to read. How long that may go on is bounded by the
 * server's request timeout (`listen.ts`).
 */
export function createUnreadBody(): Preparation {
  return function throwUnreadBodyAway(ctx) {
    ctx.res.once('finish', () => ctx.req.resume());
  };
}
