import type { Redis } from 'ioredis';

/** A server under test, in a process of its own. */
export interface Subject {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  /** The Redis that is its own, if it has one. */
  readonly redis?: Redis;
  /** Puts the codes from `pendingCode(0)` to `pendingCode(count - 1)` into storage, as its device authorization endpoint would have. */
  readonly fillPending: (count: number) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** One that speaks OAuth, so that devices can be paired with it. */
export interface OAuthSubject extends Subject {
  /** Alice looks at the request with this user code and says yes: the same two steps for all, straight in storage. */
  readonly approve: (userCode: string) => Promise<void>;
}

/** What is written of every device request that was not made over HTTP: the same for all subjects. */
export const REQUEST = {
  clientId: 'console',
  scopes: ['notes:read', 'notes:write'],
  resource: 'urn:countersign:example:notes',
  accountId: 'alice',
  address: '127.0.0.1',
  userAgent: 'countersign-bench',
  /** The longest life of a device code that the settings allow, in seconds, so that none expires while it is measured. */
  lifetime: 1800,
} as const;

/** Runs `step` for 0 … count - 1, many at a time. */
export async function inBatches(count: number, step: (index: number) => Promise<void>, size = 2_000): Promise<void> {
  for (let begin = 0; begin < count; begin += size) {
    await Promise.all(Array.from({ length: Math.min(size, count - begin) }, (_, offset) => step(begin + offset)));
  }
}
