import type Router from '@koa/router';
import type { Middleware } from 'koa';
import type { Provider } from 'oidc-provider';

/** Everything a request meets before the engine, made by compose.ts. */
export interface AppParts {
  readonly giveRequestId: Middleware;
  readonly settlePublicOrigin: Middleware;
  readonly logRequest: Middleware;
  readonly setSecurityHeaders: Middleware;
  readonly answerErrors: Middleware;
  readonly serveStaticFile: Middleware;
  readonly health: Router;
  readonly speakOAuth: Middleware;
  readonly pollLane: Middleware;
  readonly readStructuredToken: Middleware;
  readonly readDeviceProof: Middleware;
  readonly home: Router;
  readonly signIn: Router;
  readonly device: Router;
}

/** The life of a request, from the outside in. Read this file first. The engine itself comes last: whatever is not ours is its. */
export function assembleApp(provider: Provider, parts: AppParts): Provider {
  provider.use(parts.giveRequestId);
  provider.use(parts.settlePublicOrigin);
  provider.use(parts.logRequest);
  provider.use(parts.setSecurityHeaders);
  provider.use(parts.answerErrors);
  provider.use(parts.speakOAuth);
  provider.use(parts.pollLane);
  provider.use(parts.serveStaticFile);
  provider.use(parts.health.routes());
  provider.use(parts.readStructuredToken);
  provider.use(parts.readDeviceProof);
  provider.use(parts.home.routes());
  provider.use(parts.signIn.routes());
  provider.use(parts.device.routes());
  return provider;
}
