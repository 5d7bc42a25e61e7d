import type { Context } from 'koa';

import { ApiProblem } from './api-problem.ts';

/** Longer than anything there is to say, shorter than anything worth sending to hurt. */
const MAX_BODY_BYTES = 8 * 1024;

/** The members of a JSON object that was sent. */
export interface JsonBody {
  /** @throws ApiProblem `invalid_request` if it is no text, or missing */
  text(name: string): string;
  /** True only for `true`. */
  isSet(name: string): boolean;
}

/**
 * Reads a JSON object (RFC 8259). Members that nobody asks for are ignored.
 *
 * @throws ApiProblem `invalid_request` for another content type, a body over the limit, or anything else than an object
 */
export async function readJsonBody(ctx: Context): Promise<JsonBody> {
  if (!ctx.is('application/json')) throw invalid('Send the body as application/json.');
  const value = parse(await readText(ctx));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('Send a JSON object.');
  const members = new Map(Object.entries(value));
  return {
    text(name) {
      const member: unknown = members.get(name);
      if (typeof member !== 'string') throw invalid(`Send "${name}", a text.`);
      return member;
    },
    isSet: (name) => members.get(name) === true,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('The body is not JSON.');
  }
}

async function readText(ctx: Context): Promise<string> {
  const chunks: Buffer[] = [];
  let received = 0;
  // What is left of a body that is refused stays unread; the connection must live on, for the answer.
  for await (const chunk of ctx.req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    received += chunk.length;
    if (received > MAX_BODY_BYTES) throw invalid(`Send ${MAX_BODY_BYTES} bytes or fewer.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function invalid(detail: string): ApiProblem {
  return new ApiProblem('invalid_request', { detail });
}
