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
  return takeNow(req, length) ?? (await takeWhenThere(req, length));
}

/** All of it, or nothing: what is there already stays where it is until the rest has come. */
function takeNow(req: IncomingMessage, length: number): Buffer | undefined {
  return (req.read(length) as Buffer | null) ?? undefined;
}

/** Listens once for all pieces: a listener for each would be told of the old ones again, without end. */
function takeWhenThere(req: IncomingMessage, length: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    function look(): void {
      const body = req.destroyed ? undefined : takeNow(req, length);
      if (body === undefined && !req.destroyed) return;
      req.off('readable', look).off('close', look);
      resolve(body);
    }
    req.on('readable', look).on('close', look);
    if (req.destroyed) look();
  });
}
