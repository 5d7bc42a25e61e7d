import type { RequestListener } from 'node:http';

import type Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import compose from 'koa-compose';
import type { Provider } from 'oidc-provider';

import { isForPrograms } from './http/oauth-endpoints.ts';
import { prepare } from './http/preparation.ts';
import type { Preparation } from './http/preparation.ts';
import type { Lanes } from './provider/lanes/lane.ts';

/** Everything a request meets before the engine, made by compose.ts. */
export interface AppParts {
  readonly lanes: Lanes;
  readonly giveRequestId: Preparation;
  readonly settlePublicOrigin: Preparation;
  readonly setSecurityHeaders: Preparation;
  readonly throwUnreadBodyAway: Preparation;
  readonly logRequest: Middleware | undefined;
  readonly answerErrors: Middleware;
  readonly serveStaticFile: Middleware;
  readonly health: Router;
  readonly speakOAuth: Middleware;
  readonly readStructuredToken: Middleware;
  readonly readDeviceProof: Middleware;
  readonly approvalApi: Router | undefined;
  readonly home: Router;
  readonly troubleshooting: Router;
  readonly signIn: Router;
  readonly device: Router;
  readonly devices: Router;
  readonly devicesApi: Router;
}

/** The life of a request, from the outside in. Read this file first. The engine itself comes last: whatever is not ours is its. */
export function assembleApp(provider: Provider, parts: AppParts): RequestListener {
  provider.use(
    prepare(
      parts.giveRequestId, // a name that log, error page and answer share
      parts.settlePublicOrigin, // from here on host, scheme and address are what they are, not what a header claims
      parts.setSecurityHeaders, // on every answer, whoever makes it
      parts.throwUnreadBodyAway, // what is refused half-read must not stall the next request
    ),
  );
  if (parts.logRequest) provider.use(parts.logRequest); // at level debug
  provider.use(parts.answerErrors); // what goes wrong below becomes a page or a problem document
  provider.use(
    fork(
      isForPrograms,
      [
        parts.speakOAuth, // JSON, POST, retryable errors
        parts.readStructuredToken, // introspection and revocation of tokens that are not stored
        parts.readDeviceProof, // the key a device code is bound to
      ],
      [
        parts.serveStaticFile, // the stylesheet
        routes(parts.health), // /health/live, /health/ready
        ...(parts.approvalApi ? [routes(parts.approvalApi)] : []), // /auth/device/lookup, approve, deny: for a product with a page of its own
        routes(parts.home), // /
        routes(parts.troubleshooting), // /troubleshooting
        routes(parts.signIn), // /sign-in, /sign-out
        routes(parts.device), // /device, /link: enter the code, review, decide
        routes(parts.devices), // /devices: what a person paired, and an end to it
        routes(parts.devicesApi), // /api/devices: the same for a product's own page
      ],
    ),
  );
  const handle = provider.callback();
  return parts.lanes((req, res) => void handle(req, res)); // around all of it: the plainest requests get no further
}

/** Two roads, of which a request takes one. Both lead to what comes after. */
function fork(isLeft: (ctx: Context) => boolean, left: readonly Middleware[], right: readonly Middleware[]): Middleware {
  const [goLeft, goRight] = [compose([...left]), compose([...right])];
  return (ctx, next) => (isLeft(ctx) ? goLeft(ctx, next) : goRight(ctx, next));
}

/** A router's type asks for what it brings itself. */
function routes(router: Router): Middleware {
  return router.routes() as unknown as Middleware;
}
