import type { Instant } from '../domain/units.ts';

/** What time is it? */
export type Clock = () => Instant;

/** Makes unguessable names: base64url text of `bytes` random bytes. */
export type RandomId = (bytes: number) => string;
