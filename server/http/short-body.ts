import type { IncomingMessage } from 'node:http';

/** The longest body that is read here: it fits into one packet nearly always, and a poll is far shorter. */
const LONGEST_BYTES = 4096;

/**
 * Reads a short body of known length, before anybody else does. Whoever finds that it is for somebody else puts it back with `req.unshift`, at any later time:
 * exactly as much is read as was announced, and so the stream does not notice yet that it is at its end.
 *
 * @returns undefined, with nothing taken, for a body of unknown length, of no length, too long, or from a peer that goes away in the middle
 */
export async function readShortBody(req: IncomingMessage): Promise<Buffer | undefined> {
  const length = Number(req.headers['content-length']);
  if (!Number.isInteger(length) || length < 1 || length > LONGEST_BYTES) return undefined;
  for (;;) {
    const body = req.read(length) as Buffer | null;
    if (body) return body;
    if (!(await becomesReadable(req))) return undefined;
  }
}

function becomesReadable(req: IncomingMessage): Promise<boolean> {
  if (req.readableEnded || req.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => {
    function settle(): void {
      req.off('readable', settle).off('close', settle);
      resolve(!req.destroyed);
    }
    req.on('readable', settle).on('close', settle);
  });
}
