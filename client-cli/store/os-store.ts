import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { extname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../environment.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import type { OsStoreAnswer, OsStoreRequest } from './os-store-protocol.ts';

/** What asking the OS store depends on. */
export interface OsStoreDeps {
  /** What the store is found by, such as DBUS_SESSION_BUS_ADDRESS. */
  readonly env: Environment;
  readonly time: Time;
}

/** How asking went: an answer, none in time, or none at all. */
export type OsStoreOutcome = OsStoreAnswer | { readonly kind: 'hangs' } | { readonly kind: 'broke'; readonly detail: string };

/** A store that works answers in a fifth of a second, also on a slow machine. */
export const PATIENCE: Milliseconds = 3000;

/** Beside this file, in the form that this file has: TypeScript, or what it was built to. */
const CHILD = fileURLToPath(new URL(`os-store-child${extname(import.meta.url)}`, import.meta.url));

type Child = ChildProcessByStdio<Writable, Readable, null>;

/**
 * Asks the store of the operating system, in a process of its own that is killed when it hangs. The value goes through pipes: never in an argument,
 * never in the environment.
 */
export async function askOsStore(request: OsStoreRequest, { env, time }: OsStoreDeps): Promise<OsStoreOutcome> {
  let child: Child;
  try {
    child = spawn(process.execPath, [CHILD], { env: withoutOurs(env), stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true });
  } catch (error) {
    return { kind: 'broke', detail: String(error) }; // such as node --permission
  }
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill); // whoever stops us stops it
  const done = new AbortController();
  try {
    const tooLate = time.sleep(PATIENCE, done.signal).then(() => ({ kind: 'hangs' }) as const);
    return await Promise.race([readAnswer(child, request), tooLate]);
  } finally {
    process.removeListener('exit', kill);
    done.abort();
    kill();
  }
}

function readAnswer(child: Child, request: OsStoreRequest): Promise<OsStoreOutcome> {
  return new Promise((resolve) => {
    let answer = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      answer += piece;
      if (piece.endsWith('\n')) resolve(parse(answer)); // the rest of its life is of no interest
    });
    child.on('error', ({ message }) => resolve({ kind: 'broke', detail: message }));
    child.on('close', (code, signal) => resolve({ kind: 'broke', detail: `ended with ${signal ?? code}` }));
    child.stdin.on('error', () => undefined); // it ended before it read: "close" says how
    child.stdin.end(JSON.stringify(request));
  });
}

function parse(answer: string): OsStoreOutcome {
  try {
    return JSON.parse(answer) as OsStoreAnswer;
  } catch {
    return { kind: 'broke', detail: 'gave no answer that can be read' };
  }
}

/** Everything but our own variables, one of which may be a key. */
function withoutOurs(env: Environment): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^COUNTERSIGN_/i.test(name)));
}
