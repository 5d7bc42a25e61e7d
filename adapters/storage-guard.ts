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

/** The calls of a storage that are not settled yet. */
export interface CallsUnderWay {
  begin(): void;
  end(): void;
  /** Waits until there are none. */
  allSettled(): Promise<void>;
}

/** Counts calls. */
export function countCalls(): CallsUnderWay {
  let underWay = 0;
  let onNone: (() => void)[] = [];
  return {
    begin: () => void (underWay += 1),
    end() {
      underWay -= 1;
      if (underWay > 0) return;
      for (const tell of onNone) tell();
      onNone = [];
    },
    allSettled: () => (underWay === 0 ? Promise.resolve() : new Promise((resolve) => onNone.push(resolve))),
  };
}

/** What else may surround the calls of a storage. */
export interface CallWatch {
  readonly calls?: CallsUnderWay;
  /** Throws if no call may be made. */
  readonly admit?: () => void;
}

/** The same part of storage; whatever its methods reject with arrives as a {@link StorageError}. */
export function rejectingWithStorageErrors<Part extends { readonly [Name in keyof Part]: AsyncMethod }>(
  part: Part,
  watch: CallWatch = {},
): Part {
  const guarded = Object.entries<AsyncMethod>(part).map(([name, method]) => [name, guard(name, method, watch)]);
  return Object.fromEntries(guarded) as Part;
}

function guard(name: string, method: AsyncMethod, { calls, admit }: CallWatch): AsyncMethod {
  return async function guarded(...args) {
    calls?.begin();
    try {
      admit?.();
      return await method(...args);
    } catch (error) {
      if (error instanceof StorageError) throw error;
      throw new StorageError('storage_failed', `storage failed at ${name}`, { cause: withoutBaggage(error) });
    } finally {
      calls?.end();
    }
  };
}
