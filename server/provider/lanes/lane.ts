import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { RETRY_AFTER, STORAGE_DOES_NOT_ANSWER } from '../../http/oauth-endpoints.ts';
import { newRequestId } from '../../http/request-id.ts';
import { securityHeaders } from '../../http/security-headers.ts';
import { readShortBody } from '../../http/short-body.ts';
import type { Clock, RandomId } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { StorageError } from '../../ports/storage-error.ts';
import { mayBePlain, parsePlainForm } from './plain-form.ts';
import type { PlainForm } from './plain-form.ts';
import type { NextNonces } from './token-proof.ts';

/** An answer that is ready to be written. */
export interface LaneAnswer {
  readonly status: number;
  /** Names and values in turn, as Node takes them: of the answer, and of what is in it. */
  readonly headers: readonly string[];
  readonly contentHeaders: readonly string[];
  readonly body: string;
}

/** Makes answers with the headers that the engine's road gives them, in their order. */
export type MakeAnswer = (status: number, body: object, more?: readonly string[]) => LaneAnswer;

/** The plainest work of an endpoint. */
export interface Lane {
  readonly path: string;
  readonly parameters: ReadonlySet<string>;
  /** Does it look at DPoP proofs? A request with one does not come to a lane that does not. */
  readonly readsProofs: boolean;
  /** A look at the body before it is taken apart. */
  readonly isWorthALook?: (body: Buffer) => boolean;
  readonly make: MakeAnswer;
  /** @returns nothing if there is more to the request than that: then nothing may have happened that the engine's road cannot do after it */
  readonly answer: (form: PlainForm, req: IncomingMessage) => Promise<LaneAnswer | undefined>;
}

/** What lanes need. */
export interface LanesDeps {
  readonly lanes: readonly Lane[];
  readonly nextNonces: Pick<NextNonces, 'get'>;
  readonly randomId: RandomId;
  readonly clock: Clock;
  readonly log: Log;
}

/** Around the rest of the server: answers what it can, and gives the other requests to `goOn`. */
export type Lanes = (goOn: RequestListener) => RequestListener;

/**
 * Answers the plainest requests before anything else looks at them and without waking the engine. Whatever is not plain goes on untouched: confidential
 * clients, browsers, odd bodies, mistakes. Nobody can tell by an answer which way a request went (`test/http/…-lane.test.ts`).
 */
export function createLanes({ lanes, nextNonces, randomId, clock, log }: LanesDeps): Lanes {
  const byPath = Map.groupBy(lanes, ({ path }) => path);

  async function askLane(body: Buffer, req: IncomingMessage, requestId: string): Promise<LaneAnswer | undefined> {
    const lane = byPath.get(req.url ?? '')?.find(({ isWorthALook }) => isWorthALook?.(body) !== false);
    if (!lane || (req.headers.dpop !== undefined && !lane.readsProofs)) return undefined;
    const form = parsePlainForm(body, lane.parameters);
    try {
      return form && (await lane.answer(form, req));
    } catch (error) {
      const event = error instanceof StorageError ? 'storage.failed' : 'server.broke';
      log.error(event, { request: requestId, path: lane.path, error });
      return lane.make(503, STORAGE_DOES_NOT_ANSWER, ['Retry-After', RETRY_AFTER]);
    }
  }

  /** As the engine does, with the nonce in front of what is said of the content. */
  function write(
    { status, headers, contentHeaders, body }: LaneAnswer,
    req: IncomingMessage,
    res: ServerResponse,
    id: string,
  ): void {
    const nonce = nextNonces.get(req);
    res.writeHead(status, [
      'X-Request-Id',
      id,
      ...headers,
      ...(nonce === undefined ? [] : ['dpop-nonce', nonce]),
      ...contentHeaders,
    ]);
    res.end(body);
  }

  return (goOn) =>
    function takeLane(req, res) {
      if (byPath.has(req.url ?? '') && mayBePlain(req)) void look();
      else goOn(req, res);

      async function look(): Promise<void> {
        const startedAt = clock();
        const body = await readShortBody(req);
        if (req.destroyed) return; // the peer hung up in the middle: nobody to answer
        const requestId = newRequestId(randomId);
        const answer = body && (await askLane(body, req, requestId));
        if (!answer) {
          if (body) req.unshift(body);
          goOn(req, res);
          return;
        }
        write(answer, req, res, requestId);
        const { url: path, method } = req;
        log.debug('request.answered', {
          request: requestId,
          method,
          path,
          status: answer.status,
          ms: clock() - startedAt,
          lane: true,
        });
      }
    };
}

/** Which headers scripts of other origins may read at the token endpoint. */
export const TOKEN_EXPOSES = 'DPoP-Nonce,WWW-Authenticate';

/** @param exposedHeaders which headers scripts of other origins may read at this endpoint (CORS), as the engine says it */
export function createMakeAnswer(issuer: string, exposedHeaders: string): MakeAnswer {
  const headers = [
    ...Object.entries(securityHeaders(issuer)).flat(),
    ...['cache-control', 'no-store'],
    ...['Vary', 'Origin'],
    ...['Access-Control-Allow-Origin', '*'],
    ...['Access-Control-Expose-Headers', exposedHeaders],
  ];
  return (status, content, more = []) => {
    const body = JSON.stringify(content);
    const length = ['Content-Length', String(Buffer.byteLength(body))];
    return { status, headers, contentHeaders: ['Content-Type', 'application/json; charset=utf-8', ...more, ...length], body };
  };
}
