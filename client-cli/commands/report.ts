import { otherHosts } from '../issuer/endpoints.ts';
import { jwkThumbprint } from '../issuer/jwk-thumbprint.ts';
import { EXIT } from '../problems/exit-codes.ts';
import type { Problem } from '../problems/problem.ts';
import { canRenew, stateOf } from '../session/freshness.ts';
import type { LoginState } from '../session/freshness.ts';
import type { Session } from '../session/session.ts';
import type { Login, StoreDescription } from '../store/token-store.ts';
import { asTimestamp } from '../terminal/say-time.ts';
import type { Instant } from '../units.ts';

/** What `--json` prints: one object for each command, always with all of these members. Its names are promises. */
export interface Report {
  readonly schema: 1;
  readonly ok: boolean;
  readonly command: string | null;
  readonly profile: string;
  readonly issuer: string | null;
  readonly client_id: string | null;
  /** Hosts that its tokens go to because endpoints were given by hand, other than the issuer's own. */
  readonly other_hosts: readonly string[];
  readonly subject: string | null;
  readonly state: LoginState | 'store_unavailable' | 'unknown';
  readonly access_token_expires_at: string | null;
  readonly refreshable: boolean;
  readonly scopes: readonly string[];
  readonly scopes_refused: readonly string[];
  readonly resource: string | null;
  readonly token_type: 'Bearer' | 'DPoP' | null;
  readonly dpop_jkt: string | null;
  readonly store: ReportedStore | null;
  readonly error: ReportedError | null;
}

/** Where the login is kept. */
export interface ReportedStore {
  readonly kind: StoreDescription['kind'];
  readonly key_source: NonNullable<StoreDescription['keySource']> | null;
  readonly encrypted: boolean;
  readonly persistent: boolean;
}

/** A problem, for programs. */
export interface ReportedError {
  readonly code: string;
  readonly oauth_error: string | null;
  readonly message: string;
  readonly retryable: boolean;
  readonly hint: string;
  readonly exit_code: number;
  /** An address that explains it, where the issuer has one. */
  readonly help: string | null;
}

/** What a report is made of. */
export interface ReportFacts {
  /** Null when none was understood. */
  readonly command: string | null;
  readonly profile: string;
  /** Undefined when it could not even be opened. */
  readonly session: Session | undefined;
  readonly login: Login | undefined;
  readonly problem?: Problem | undefined;
  readonly now: Instant;
}

/** Reports how a command went, and how the login stands after it. Never holds a token or a code. */
export function report({ command, profile, session, login, problem, now }: ReportFacts): Report {
  return {
    schema: 1,
    ok: problem === undefined,
    command,
    profile,
    issuer: login?.issuer ?? session?.recorded?.issuer ?? null,
    client_id: login?.clientId ?? session?.recorded?.clientId ?? null,
    other_hosts: login === undefined ? [] : otherHosts(login.endpoints, login.issuer),
    subject: login?.subject ?? null,
    state: stateIn(session, login, problem, now),
    access_token_expires_at: login?.accessTokenExpiresAt === undefined ? null : asTimestamp(login.accessTokenExpiresAt),
    refreshable: login !== undefined && canRenew(login),
    scopes: login?.scopes ?? [],
    scopes_refused: login?.refusedScopes ?? [],
    resource: login?.resource ?? null,
    token_type: login?.tokenType ?? null,
    dpop_jkt: login?.tokenType === 'DPoP' && login.dpopKey !== undefined ? jwkThumbprint(login.dpopKey) : null,
    store: session === undefined ? null : reportStore(session.store().description),
    error: problem === undefined ? null : reportProblem(problem),
  };
}

function reportStore({ kind, keySource, encrypted, persistent }: StoreDescription): ReportedStore {
  return { kind, key_source: keySource ?? null, encrypted, persistent };
}

/** A problem, for programs. */
export function reportProblem(problem: Problem): ReportedError {
  const { code, oauthError, message, retryable, hint, exitCode } = problem;
  return { code, oauth_error: oauthError ?? null, message, retryable, hint, exit_code: exitCode, help: null };
}

function stateIn(
  session: Session | undefined,
  login: Login | undefined,
  problem: Problem | undefined,
  now: Instant,
): Report['state'] {
  if (problem?.exitCode === EXIT.store) return 'store_unavailable';
  if (session === undefined) return 'unknown';
  return stateOf(login, now);
}
