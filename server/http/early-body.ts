import type { IncomingMessage } from 'node:http';

/** The engine takes no larger one. */
const MAX_BODY_BYTES = 56 * 1024;

/**
 * Takes a request's body before the engine does. Whoever takes it must put it back, changed or not, in the same turn of the event loop as the
 * promise is answered: `putBackBody`.
 *
 * @returns undefined, with nothing taken, for a body of unknown length, of no length, or over the limit
 */
export async function takeBody(req: IncomingMessage): Promise<Buffer | undefined> {
  const length = Number(req.headers['content-length']);
  if (!Number.isInteger(length) || length < 1 || length > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  for (let received = 0; received < length;) {
    const chunk = req.read() as Buffer | null;
    if (chunk) {
      chunks.push(chunk);
      received += chunk.length;
    } else if (!(await becomesReadable(req))) {
      return undefined; // the peer went away: nobody will read what was taken
    }
  }
  return Buffer.concat(chunks);
}

/** Puts a body in front of the stream, as if it had just arrived. */
export function putBackBody(req: IncomingMessage, body: Buffer): void {
  req.headers['content-length'] = String(body.length);
  req.unshift(body);
}

function becomesReadable(req: IncomingMessage): Promise<boolean> {
  if (req.readableEnded || req.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (answer: boolean) => () => {
      req.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onEnd);
      resolve(answer);
    };
    const onReadable = settle(true);
    const onEnd = settle(false);
    req.once('readable', onReadable).once('end', onEnd).once('close', onEnd).once('error', onEnd);
  });
}
