import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';

import type { Milliseconds } from '../domain/units.ts';

/** Where to listen. */
export interface ListenOptions {
  /** Every address when undefined. */
  readonly host?: string | undefined;
  readonly port: number;
  /** How long requests under way may take once we stop listening. */
  readonly grace: Milliseconds;
}

/**
 * Serves requests until told to stop. Headers and bodies must come in good time, so that slow ones do not hold connections for ever.
 *
 * @returns stops listening, lets requests under way finish, then cuts what is left
 * @throws when the port is taken or not ours to use, in a sentence
 */
export async function listen(onRequest: RequestListener, { host, port, grace }: ListenOptions): Promise<() => Promise<void>> {
  const server = createServer({ headersTimeout: 15_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 }, onRequest);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port)));
    server.listen(port, host, resolve);
  });
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
      setTimeout(() => server.closeAllConnections(), grace).unref();
    });
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new Error(`port ${port} is already in use. Stop what uses it, or choose another: PORT=9000 npm start`, {
      cause: error,
    });
  if (error.code === 'EACCES')
    return new Error(`this user may not listen on port ${port}. Choose one above 1023: PORT=8628 npm start`, { cause: error });
  return error;
}
