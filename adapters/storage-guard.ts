import { StorageError } from '../server/ports/storage-error.ts';

/**
 * An error of a driver without what it carries along: ioredis hangs the failed command on it, arguments included, which may be the Redis
 * password (AUTH) or a signing key (SET). Message, name and code are enough to understand it.
 */
export function withoutBaggage(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('something that is no error was thrown');
  const bare = new Error(error.message);
  bare.name = error.name;
  if (error.stack !== undefined) bare.stack = error.stack;
  return 'code' in error && typeof error.code === 'string' ? Object.assign(bare, { code: error.code }) : bare;
}

type AsyncMethod = (...args: never[]) => Promise<unknown>;

/** What else may surround the calls of a storage. */
export interface CallWatch {
  /** Is told of every call until it is settled, for whoever has to wait for all of them. */
  readonly underWay?: Set<Promise<unknown>>;
  /** Throws if no call may be made. */
  readonly admit?: () => void;
}

/** The same part of storage; whatever its methods reject with arrives as a {@link StorageError}. */
export function rejectingWithStorageErrors<Part extends { readonly [Name in keyof Part]: AsyncMethod }>(
  part: Part,
  { underWay, admit }: CallWatch = {},
): Part {
  const guarded = Object.entries<AsyncMethod>(part).map(([name, method]) => [name, noting(guard(name, method, admit), underWay)]);
  return Object.fromEntries(guarded) as Part;
}

function noting(method: AsyncMethod, underWay: Set<Promise<unknown>> | undefined): AsyncMethod {
  if (underWay === undefined) return method;
  return function noted(...args) {
    const settled: Promise<unknown> = method(...args).finally(() => underWay.delete(settled));
    underWay.add(settled);
    return settled;
  };
}

function guard(name: string, method: AsyncMethod, admit: (() => void) | undefined): AsyncMethod {
  return async function guarded(...args) {
    try {
      admit?.();
      return await method(...args);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw new StorageError('storage_failed', `storage failed at ${name}`, { cause: withoutBaggage(error) });
    }
  };
}
