import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Guard } from './create-guard.ts';
import { distinctHeaders } from './credentials.ts';
import type { Demands } from './demands.ts';
import type { GuardRequest } from './target-uri.ts';
import type { VerifiedToken } from './verified-token.ts';

/** What is needed of a request that Node received; Express and Koa keep the address from before routing in `originalUrl`. */
export type NodeRequest = Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders'> & { readonly originalUrl?: string };

/** What is needed to answer it. */
export type NodeResponse = Pick<ServerResponse, 'setHeader' | 'writeHead' | 'end'>;

/** A request that Node received, as the guard wants it: with every occurrence of its header fields. */
export function asGuardRequest({ method, url, originalUrl, rawHeaders }: NodeRequest): GuardRequest {
  return { method: method ?? '', url: originalUrl ?? url ?? '', headers: distinctHeaders(rawHeaders) };
}

/**
 * For node:http, Express and alike: checks the token, and answers itself when it has to refuse.
 *
 * ```ts
 * const token = await admit(guard, req, res, { scope: 'notes:read' });
 * if (token === undefined) return;
 * ```
 *
 * @returns undefined if the request was refused; it is answered then
 */
export async function admit(
  guard: Guard,
  req: NodeRequest,
  res: NodeResponse,
  demands?: Demands,
): Promise<VerifiedToken | undefined> {
  const verdict = await guard.check(asGuardRequest(req), demands);
  if (verdict.kind === 'verified') {
    for (const [name, value] of Object.entries(verdict.headers)) res.setHeader(name, value);
    return verdict.token;
  }
  const { status, headers, body } = verdict.refusal;
  res.writeHead(status, { ...headers });
  res.end(JSON.stringify(body));
  return undefined;
}
