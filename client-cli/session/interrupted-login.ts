import { EXIT } from '../problems/exit-codes.ts';
import { Problem, problem, profileFlag } from '../problems/problem.ts';
import { remainingLife } from '../store/pending-login.ts';
import type { PendingLogin } from '../store/pending-login.ts';
import type { TokenStore } from '../store/token-store.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import { inWords } from '../terminal/say-time.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';
import { differences, isSameWish } from './login-wish.ts';
import type { LoginWish } from './login-wish.ts';

interface InterruptedDeps {
  readonly store: TokenStore;
  readonly profile: string;
  readonly time: Time;
  readonly log: DebugLog;
}

/** With less than this left, a new code is worth more than an old one. */
const WORTH_IT: Milliseconds = 60_000;

/**
 * The login to go on with, if there is one. Whoever lost their terminal types the same command again, and may have approved the code long since: they want that
 * login, not another code. One that another process waits for is taken over only when that is said.
 *
 * @throws Problem `usage` when it asked for something else than was said now, `nothing_to_resume`, `login_under_way`; StoreUnavailable
 */
export async function findInterrupted(wish: LoginWish, deps: InterruptedDeps): Promise<PendingLogin | undefined> {
  const { store, profile, time, log } = deps;
  const about = { profile, profileFlag: profileFlag(profile) };
  if (wish.resume === 'never') return undefined;
  if (wish.resume === 'only') {
    const pending = await store.pending.load();
    if (pending === undefined) throw problem('nothing_to_resume', about);
    const others = differences(wish, pending.asked);
    if (others.length > 0)
      throw problem('usage', {
        command: ' login',
        detail: `The login that was interrupted asked for something else (${others.join(', ')}), and that is what would be approved. Leave this out to go on with it, or leave out --resume to ask for a new code.`,
      });
    return pending;
  }
  const pending = await store.pending.load().catch((error: unknown) => {
    log.debug('pending.unreadable', { reason: String(error) });
    return undefined;
  });
  if (pending === undefined || !isSameWish(pending.asked, wish)) return undefined;
  const other = await store.pending.waiting();
  if (other !== undefined) throw problem('login_under_way', { ...about, pid: other.pid, host: other.host });
  return remainingLife(pending, time.now()) >= WORTH_IT ? pending : undefined;
}

/** What ends the waiting without anybody having decided. */
const UNDECIDED = new Set(['interrupted', 'terminated', 'time_limit', 'login_superseded', 'unexpected']);

/** Does this end a login for good? */
export function isDecided(error: unknown): boolean {
  return error instanceof Problem && !UNDECIDED.has(error.code) && error.exitCode !== EXIT.temporary;
}

/** Whoever stops a login, or had set a limit, is told how to go on with it. */
export function withWayBack(
  error: unknown,
  pending: PendingLogin,
  { limit }: LoginWish,
  { store, profile, time }: InterruptedDeps,
): unknown {
  const isStopped = error instanceof Problem && ['interrupted', 'terminated', 'time_limit'].includes(error.code);
  const left = remainingLife(pending, time.now());
  if (!isStopped || left <= 0) return error;
  const outcome = store.description.persistent
    ? `The code stays good for ${inWords(left)}: go on with "countersign login --resume${profileFlag(profile)}".`
    : 'Nothing was kept.';
  return problem(error.code, { detail: inWords((limit ?? 0) * 1000), outcome }, { cause: error });
}
