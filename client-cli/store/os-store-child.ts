import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type * as Keyring from '@napi-rs/keyring';
import type { OsStoreAnswer, OsStoreFailure, OsStoreRequest } from './os-store-protocol.ts';

/**
 * A process of its own that talks to the OS store: one request on standard input, one answer on standard output. The package that does it calls the
 * system from the main thread, and a D-Bus that accepts and never answers holds it there for ever, deaf to timers and signals of Node. Whoever
 * started this process kills it then (os-store.ts).
 */

/** Should whoever started us be killed before they could kill us, nothing hangs for longer than this. */
const LONGEST_LIFE_MS = 5000;

/** Never the kernel keyring, which the package falls back to otherwise: what it holds is gone after a reboot, or three days. */
const OPTIONS = { linux: { store: 'secret-service' } } as const;

/**
 * How the package begins what it says when the store is locked or keeps us out (`NoStorageAccess` of the Rust crate keyring-core). It has no codes:
 * every error is a `GenericFailure`. Should the words change, people are told less precisely what is wrong, and nothing else.
 */
const LOCKED = "Couldn't access platform storage";

/** Whoever is not there is not there at once. What takes longer has been waited for: the package itself waits for two seconds in some places. */
const LONGEST_REFUSAL_MS = 1000;

// Another thread, since this one may hang. It costs 10 ms, next to the start of this process.
new Worker(`setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${LONGEST_LIFE_MS})`, { eval: true });
const request = JSON.parse(readFileSync(0, 'utf8')) as OsStoreRequest;
process.stdout.write(`${JSON.stringify(answer(request))}\n`, () => process.exit());

function answer({ wish, service, account, value }: OsStoreRequest): OsStoreAnswer {
  const started = performance.now();
  let failure: OsStoreFailure = 'package';
  try {
    const { Entry } = createRequire(import.meta.url)('@napi-rs/keyring') as typeof Keyring;
    failure = 'connection';
    const entry = new Entry(service, account, OPTIONS);
    failure = 'refusal';
    return { kind: 'done', ...fulfil(wish, entry, value) };
  } catch (error) {
    const detail = error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error);
    if (detail.startsWith(LOCKED)) return { kind: 'failed', failure: 'locked', detail };
    const waited = failure !== 'package' && performance.now() - started > LONGEST_REFUSAL_MS;
    return { kind: 'failed', failure: waited ? 'silence' : failure, detail };
  }
}

function fulfil(wish: OsStoreRequest['wish'], entry: Keyring.Entry, value = ''): { value?: string; isNew?: boolean } {
  if (wish === 'remove') {
    entry.deleteCredential();
    return {};
  }
  const there = entry.getPassword();
  if (there !== null) return { value: there };
  if (wish === 'read') return {};
  entry.setPassword(value);
  const kept = entry.getPassword(); // some stores take what they cannot give back
  return kept === null ? {} : { value: kept, isNew: true };
}
