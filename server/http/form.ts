import type { Context } from 'koa';

import { ProblemError } from './problem-error.ts';

/** Longer than any form of ours, shorter than anything worth sending to hurt. */
const MAX_FORM_BYTES = 8 * 1024;

/** The fields of a form. A field that was not sent is the empty string, as browsers send an empty one. */
export interface Form {
  /** The value of a field, without control characters and surrounding blanks. */
  field(name: string): string;
}

/**
 * Reads an HTML form (application/x-www-form-urlencoded).
 *
 * @throws ProblemError `bad-request` for another content type, a body over the limit, or a field sent twice
 */
export async function readForm(ctx: Context): Promise<Form> {
  if (!ctx.is('application/x-www-form-urlencoded')) throw new ProblemError('bad-request', 'no-form');
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(await readText(ctx))) {
    if (fields.has(name)) throw new ProblemError('bad-request', 'field-twice');
    fields.set(name, clean(value));
  }
  return { field: (name) => fields.get(name) ?? '' };
}

async function readText(ctx: Context): Promise<string> {
  const chunks: Buffer[] = [];
  let received = 0;
  // What is left of a body that is refused stays unread; the connection must live on, for the answer.
  for await (const chunk of ctx.req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    received += chunk.length;
    if (received > MAX_FORM_BYTES) throw new ProblemError('bad-request', 'form-too-large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function clean(value: string): string {
  return value.replace(/[\u0000-\u001f\u007f]/g, '').trim();
}
