import type { KeySet } from './issuer-metadata.ts';
import type { Clock, Instant, Seconds } from './units.ts';

/** Keys are asked for anew after this long, in the background, while the old ones go on to be used. */
export const FRESH_FOR: Seconds = 300;

/** Keys that could not be renewed are trusted no longer than this: a key that was withdrawn is refused at the latest after it. */
export const TRUSTED_FOR: Seconds = 3600;

/** A token with an unknown `kid` may make us ask once in this time: nobody can use us to flood the issuer (RFC 8725, section 3.10). */
export const UNKNOWN_KID_PAUSE: Seconds = 60;

/** After a failure we ask again no sooner than this. */
export const FAILURE_PAUSE: Seconds = 5;

/** What became of asking the issuer. */
export type KeysEvent =
  | { readonly event: 'keys.refreshed'; readonly kids: readonly string[] }
  | { readonly event: 'keys.refresh_failed'; readonly reason: string; readonly cause: unknown };

/** The issuer's keys, cached. */
export interface IssuerKeys {
  /**
   * The keys to verify a token with.
   *
   * @param kid the key the token names; undefined if it names none
   * @returns undefined while no keys are known. Never rejects.
   */
  forToken(kid: string | undefined): Promise<KeySet | undefined>;
}

/** What the cache needs. */
export interface IssuerKeysDeps {
  readonly fetchKeySet: () => Promise<KeySet>;
  readonly clock: Clock;
  readonly report: (event: KeysEvent) => void;
}

/**
 * Keeps the issuer's keys. They are fetched by the first token, never at start: an issuer that is down must not keep an API from starting. All
 * who wait, wait for the same request.
 */
export function createIssuerKeys({ fetchKeySet, clock, report }: IssuerKeysDeps): IssuerKeys {
  let known: { readonly keySet: KeySet; readonly since: Instant } | undefined;
  let underWay: Promise<void> | undefined;
  let failedAt = -Infinity;
  let unknownKidAt = -Infinity;

  const isPast = (instant: Instant, pause: Seconds): boolean => clock() - instant >= pause * 1000;

  async function ask(): Promise<void> {
    try {
      const keySet = await fetchKeySet();
      known = { keySet, since: clock() };
      report({ event: 'keys.refreshed', kids: keySet.jwks.keys.flatMap(({ kid }) => kid ?? []) });
    } catch (cause) {
      failedAt = clock();
      report({ event: 'keys.refresh_failed', reason: cause instanceof Error ? cause.message : 'unknown', cause });
    } finally {
      underWay = undefined;
    }
  }

  /** Joins the request that is under way, or makes one unless the last one failed just now. */
  async function refresh(): Promise<void> {
    if (underWay === undefined && !isPast(failedAt, FAILURE_PAUSE)) return;
    await (underWay ??= ask());
  }

  /** Keys were rotated, or somebody makes names up: ask, but not often. Those who come while we are asking wait for the same answer. */
  async function refreshForUnknownKid(): Promise<void> {
    if (underWay === undefined) {
      if (!isPast(unknownKidAt, UNKNOWN_KID_PAUSE)) return;
      unknownKidAt = clock();
    }
    await refresh();
  }

  return {
    async forToken(kid) {
      if (known === undefined || isPast(known.since, TRUSTED_FOR)) {
        await refresh();
      } else if (kid !== undefined && !hasKey(known.keySet, kid)) {
        await refreshForUnknownKid();
      } else if (isPast(known.since, FRESH_FOR)) {
        void refresh();
      }
      return known === undefined || isPast(known.since, TRUSTED_FOR) ? undefined : known.keySet;
    },
  };
}

function hasKey(keySet: KeySet, kid: string): boolean {
  return keySet.jwks.keys.some((key) => key.kid === kid);
}
