import type { Context } from 'koa';

const LONGEST_BODY = 64 * 1024;

/** Reads `{"text": "…"}` from the body of a request, or answers 413, 415 or 400. */
export async function readNoteText(ctx: Context): Promise<string> {
  if (!ctx.is('application/json')) ctx.throw(415, 'Send JSON: {"text": "…"}');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST_BODY) ctx.throw(413, 'A note has at most 64 KiB');
    chunks.push(chunk);
  }
  const text = textOf(Buffer.concat(chunks).toString('utf8'));
  if (text === undefined) ctx.throw(400, 'Send JSON: {"text": "…"}');
  return text;
}

function textOf(json: string): string | undefined {
  try {
    const body: unknown = JSON.parse(json);
    return typeof body === 'object' && body !== null && 'text' in body && typeof body.text === 'string' ? body.text : undefined;
  } catch {
    return undefined; // not JSON
  }
}
