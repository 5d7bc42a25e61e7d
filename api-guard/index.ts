/**
 * The public surface of `@countersign/api-guard`: what is not named here may change at any time.
 */
export { createGuard } from './create-guard.ts';
export type { Guard, Verdict } from './create-guard.ts';
export type { RequestHeaders } from './credentials.ts';
export type { Demands } from './demands.ts';
export type { GuardOptions } from './guard-options.ts';
export type { KeysEvent } from './issuer-keys.ts';
export { requireToken, serveResourceMetadata } from './koa.ts';
export type { KoaContext, KoaMiddleware } from './koa.ts';
export { admit, asGuardRequest } from './node-http.ts';
export type { NodeRequest, NodeResponse } from './node-http.ts';
export type { ProblemCode, Scheme } from './problems.ts';
export type { ProblemDetails, Refusal, RefusalEvent } from './refusal.ts';
export type { MemoryReplaysDeps, Replays } from './replays.ts';
export { createMemoryReplays } from './replays.ts';
export type { ResourceDescription, ResourceMetadata } from './resource-metadata.ts';
export type { GuardRequest } from './target-uri.ts';
export type { Clock, Instant, Seconds } from './units.ts';
export type { VerifiedToken } from './verified-token.ts';
