import type { Proving } from './proofs.ts';

/** What the requests of a job say in their last parameter. */
export type Values =
  /** Nothing: every request is the same. */
  | { readonly kind: 'none' }
  /** The name of one of so many pending codes, at random. */
  | { readonly kind: 'pending'; readonly count: number }
  /** Each of these once; the job ends with the last one. */
  | { readonly kind: 'each'; readonly values: readonly string[] }
  /** What the answer before said in this field: a line of requests for each of the first values. */
  | { readonly kind: 'chain'; readonly first: readonly string[]; readonly field: string };

/** A job for the load generator: POST requests of one kind to one server, on connections that are kept busy. */
export interface LoadJob {
  readonly port: number;
  readonly path: string;
  readonly contentType: string;
  /** The form that every request sends; the value is written behind it. */
  readonly body: string;
  readonly values: Values;
  /** How they prove keys, if they do. */
  readonly proving?: Proving | undefined;
  readonly connections: number;
  /** No request is begun later than this. */
  readonly seconds: number;
  /** No more than this many requests. */
  readonly requests?: number;
  /** What every answer must be. Anything else ends the job: a fast refusal is no result. */
  readonly expected: { readonly status: number; readonly text: string };
  readonly keepBodies: boolean;
}

/** What came of a job. */
export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds from the first byte sent to the last byte received: the middle, and what one in a hundred exceeds. */
  readonly p50: number;
  readonly p99: number;
  /** The answers as they came; empty unless they were to be kept. */
  readonly bodies: readonly string[];
}

/** What the generator says when a job is done. */
export type LoadReport =
  { readonly kind: 'done'; readonly result: LoadResult } | { readonly kind: 'failed'; readonly reason: string };

/** The name of a pending code that the bench put into storage: 43 characters, as the engine's own are. */
export function pendingCode(index: number): string {
  return String(index).padStart(43, 'p');
}
