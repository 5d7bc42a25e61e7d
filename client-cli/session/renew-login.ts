import { problem, profileFlag } from '../problems/problem.ts';
import type { Login, TokenStore, Turn } from '../store/token-store.ts';
import type { Seconds } from '../units.ts';
import { canRenew, isFresh } from './freshness.ts';
import { renewUnattended } from './renew-unattended.ts';
import { revokeLogin } from './revoke-login.ts';
import { spendRefreshToken } from './spend-refresh-token.ts';
import type { SpendDeps } from './spend-refresh-token.ts';

/** What renewing depends on. */
export interface RenewDeps extends SpendDeps {
  /** Where the login is kept, and what could not be written. */
  readonly store: TokenStore;
  /** The login as it is now, if this session may use it. */
  readonly load: () => Promise<Login | undefined>;
  readonly profile: string;
  /** Ends waiting for other processes. */
  readonly signal: AbortSignal;
}

/** What is not good enough. */
export interface Stale {
  /** The login as this process has seen it. */
  readonly login: Login;
  readonly minTtl: Seconds;
  /** An access token that an API has refused. */
  readonly refused: string | undefined;
}

/** What is known from a round that came to nothing. */
interface Round {
  readonly kind: 'again';
  /** A pair that the server gave us, while another process stored another one: one of the two is dead, and which is to be found out. */
  readonly spare: Login | undefined;
}

/** So often a process can be passed over; then it is too slow for this world. */
const ROUNDS = 3;

/**
 * Renews a login with its refresh token, so that it is not lost whoever else does the same and whatever fails on the way: alone, with what is stored now, and
 * not before it is certain that the answer can be kept. The steps are those of docs/console.md, "How a login is renewed".
 *
 * @throws LoginRequired when the login has ended; Problem `binding_lost`, `issuer_answer` when the new access token must not be used; Temporary or StoreUnavailable when it is untouched and a later attempt may succeed
 */
export async function renewLogin(stale: Stale, deps: RenewDeps): Promise<Login> {
  const { store, load, profile, signal, log } = deps;
  let spare: Login | undefined;
  let waits = false;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const instead = async (): Promise<Login | undefined> => {
      if (!waits) log.debug('renewal.waits', { profile });
      waits = true;
      if (spare !== undefined || (await store.generation()) === stale.login.generation) return undefined;
      const kept = await load();
      return kept !== undefined && isGoodEnough(kept, stale, deps) ? kept : undefined;
    };
    const outcome: Login | Round = await store.exclusively((turn) => takeTurn(stale, spare, turn, deps), { signal, instead });
    if (!('kind' in outcome)) return outcome;
    spare = outcome.spare ?? spare;
  }
  throw problem('store_busy', { profile });
}

async function takeTurn(stale: Stale, spare: Login | undefined, turn: Turn, deps: RenewDeps): Promise<Login | Round> {
  const { store, load, profile, log } = deps;
  const about = { profile, profileFlag: profileFlag(profile) };
  const kept = await load();
  if (kept === undefined) {
    if (spare !== undefined) await endAtServer(spare, deps);
    throw problem('login_required', about);
  }
  if (spare === undefined && isGoodEnough(kept, stale, deps)) return kept; // another process has done it
  if (!canRenew(kept)) throw problem('not_refreshable', about);
  await store.probe();
  if (kept.refreshToken === undefined) {
    const renewed = await renewUnattended(kept, deps);
    return (await store.save(renewed)) ? renewed : { kind: 'again', spare: undefined };
  }

  let spent = await spendRefreshToken(kept, kept.refreshToken, turn, deps);
  if (spent.kind === 'dead' && spare?.refreshToken !== undefined && isSameLogin(spare, kept)) {
    spent = await spendRefreshToken({ ...spare, generation: kept.generation }, spare.refreshToken, turn, deps);
  }
  if (spent.kind === 'passed-over') return { kind: 'again', spare: undefined };
  if (spent.kind === 'dead') {
    if (await store.clear(kept.generation)) throw problem('session_ended', about, { oauthError: 'invalid_grant' });
    return { kind: 'again', spare: undefined }; // another process has stored a newer one
  }
  if (await store.save(spent.login)) {
    if (spent.kind === 'withheld') throw spent.reason.with(about);
    return spent.login;
  }
  log.debug('login.overtaken', { generation: spent.login.generation });
  return { kind: 'again', spare: spent.login };
}

/** Somebody has logged out while the server made this pair: nobody may use it. */
async function endAtServer(spare: Login, { issuers, log }: RenewDeps): Promise<void> {
  const issuer = await issuers.find(spare).catch(() => undefined);
  if (issuer !== undefined) await revokeLogin(spare, issuer, log);
}

/** Fresh, or renewed since this process has looked: then it is as fresh as it can be, however short tokens live. */
function isGoodEnough(kept: Login, { login, minTtl, refused }: Stale, { time }: RenewDeps): boolean {
  if (kept.accessToken === refused) return false;
  return isFresh(kept, kept.generation === login.generation ? minTtl : Math.min(minTtl, 1), time.now());
}

/** Has one come from the other by renewing, as far as can be told? A login made anew has another key, or another account. */
function isSameLogin(one: Login, other: Login): boolean {
  return (
    one.issuer === other.issuer &&
    one.clientId === other.clientId &&
    one.subject === other.subject &&
    JSON.stringify(one.dpopKey) === JSON.stringify(other.dpopKey)
  );
}
