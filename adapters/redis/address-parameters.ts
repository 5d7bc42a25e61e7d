import type { Milliseconds } from '../../server/domain/units.ts';
import { StorageError } from '../../server/ports/storage-error.ts';

/** How many replicas must have a lasting step before it counts, and how long they may take. */
export interface ConfirmationWish {
  readonly replicas: number;
  readonly timeout: Milliseconds;
}

/** What stands behind the `?` of a storage URL. */
export interface RedisParameters {
  readonly tls: boolean;
  /** The file with the certificates to trust in place of the system's. */
  readonly tlsCaFile?: string;
  /** The password of the Sentinels themselves, where it differs. */
  readonly sentinelPassword?: string;
  readonly confirmation?: ConfirmationWish;
}

/** The kinds of place that a URL may name. */
export type RedisKind = 'single' | 'sentinel' | 'cluster';

/** The parameters that every kind knows, for messages. */
export const PARAMETER_FORMS = '[?tls_ca=FILE][&wait_replicas=1][&wait_timeout=500ms]';

const DEFAULT_WAIT: Milliseconds = 500;

/** A step may wait for the confirmation before its own, and both must end before the client gives up on it (`client.ts`). */
const LONGEST_WAIT: Milliseconds = 800;

/**
 * Reads the parameters of a storage URL.
 *
 * @throws StorageError `storage_url`, which repeats no value: it may be a password
 */
export function parseParameters(kind: RedisKind, tlsByScheme: boolean, query: string): RedisParameters {
  const given = new Map(new URLSearchParams(query));
  const take = (name: string): string | undefined => {
    const value = given.get(name);
    given.delete(name);
    return value;
  };

  const tls = kind === 'single' ? tlsByScheme : (readSwitch('tls', take('tls')) ?? tlsByScheme);
  const sentinelPassword = kind === 'sentinel' ? take('sentinel_password') : undefined;
  const tlsCaFile = take('tls_ca');
  const confirmation = readConfirmation(take('wait_replicas'), take('wait_timeout'));
  if (given.size > 0) throw parameterComplaint('it has a parameter that its kind does not know');
  if (tlsCaFile === '' || (tlsCaFile !== undefined && !tls)) {
    throw parameterComplaint('"tls_ca" names the file with the certificates to trust, and needs TLS');
  }
  return {
    tls,
    ...(tlsCaFile !== undefined && { tlsCaFile }),
    ...(sentinelPassword !== undefined && { sentinelPassword }),
    ...(confirmation !== undefined && { confirmation }),
  };
}

function readSwitch(name: string, value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (value !== 'true' && value !== 'false') throw parameterComplaint(`its parameter "${name}" is neither true nor false`);
  return value === 'true';
}

function readConfirmation(replicas: string | undefined, timeout: string | undefined): ConfirmationWish | undefined {
  if (replicas === undefined) {
    if (timeout !== undefined)
      throw parameterComplaint('"wait_timeout" says how long, "wait_replicas" for how many: it is missing');
    return undefined;
  }
  if (!/^[1-9]$/.test(replicas)) throw parameterComplaint('its parameter "wait_replicas" is not a number from 1 to 9');
  return { replicas: Number(replicas), timeout: timeout === undefined ? DEFAULT_WAIT : readWait(timeout) };
}

function readWait(text: string): Milliseconds {
  const milliseconds = Number(/^(\d{1,4})ms$/.exec(text)?.[1]);
  if (milliseconds >= 1 && milliseconds <= LONGEST_WAIT) return milliseconds;
  throw parameterComplaint(`its parameter "wait_timeout" is not between 1ms and ${LONGEST_WAIT}ms`);
}

function parameterComplaint(problem: string): StorageError {
  return new StorageError('storage_url', `Cannot read the Redis storage URL: ${problem}. Every kind knows ${PARAMETER_FORMS}.`);
}
