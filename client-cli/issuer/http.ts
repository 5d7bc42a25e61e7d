import type { Environment } from '../environment.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';
import type { Seconds } from '../units.ts';

/** The one way out of this program: like `fetch`, with a time limit, a proxy and certificates as the person set them up. */
export type Http = (url: string | URL, init?: RequestInit, limited?: TimeLimited) => Promise<Response>;

/** What has to be there in time: the whole answer, or its beginning, where the rest may be long or never end (downloads, event streams). */
export type TimeLimited = 'answer' | 'headers';

/** What the way out depends on. */
export interface HttpSetup {
  readonly env: Environment;
  /** A PEM file with more authorities to trust. */
  readonly caFile: string | undefined;
  /** How long one request may take. */
  readonly requestTimeout: Seconds;
  readonly time: Time;
  readonly log: DebugLog;
  /** Aborted when the person gives up. */
  readonly signal: AbortSignal;
}

/** What it takes to send is loaded with the first request: most runs make none. @throws Problem `ca_file` then, when the certificates cannot be read */
export function createHttp(setup: HttpSetup): Http {
  let sender: Promise<Http> | undefined;
  return async function send(...request) {
    sender ??= import('./send-request.ts').then(({ createSender }) => createSender(setup));
    return (await sender)(...request);
  };
}
