import type { IncomingMessage } from 'node:http';

/** The engine takes no larger one. */
const MAX_BODY_BYTES = 56 * 1024;

/**
 * Takes a request's body before the engine does, whether its length was told or it came in chunks. Whoever takes it must put it back, changed or not, in the same
 * turn of the event loop as the promise is answered: `putBackBody`.
 *
 * Never reads past the end, since a stream that has said so takes nothing back.
 *
 * @returns undefined, with nothing taken, for no body and for one over the limit, which the engine refuses
 */
export async function takeBody(req: IncomingMessage): Promise<Buffer | undefined> {
  const { 'content-length': length = '0', 'transfer-encoding': coding } = req.headers;
  if (Number(length) > MAX_BODY_BYTES || (Number(length) === 0 && coding === undefined)) return undefined;
  await Promise.resolve(); // what came in one packet with the headers is there now, its end included
  const chunks: Buffer[] = [];
  let received = 0;
  while (received <= MAX_BODY_BYTES && (req.readableLength > 0 || !req.complete)) {
    if (req.readableLength > 0) {
      const chunk = req.read(req.readableLength) as Buffer;
      chunks.push(chunk);
      received += chunk.length;
    } else if (!(await becomesReadable(req))) {
      return undefined; // the peer went away: nobody will read what was taken
    }
  }
  const body = Buffer.concat(chunks);
  if (received > MAX_BODY_BYTES) req.unshift(body);
  return received > 0 && received <= MAX_BODY_BYTES ? body : undefined;
}

/** Puts a body in front of the stream, as if it had just arrived, in one piece. */
export function putBackBody(req: IncomingMessage, body: Buffer): void {
  delete req.headers['transfer-encoding'];
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
