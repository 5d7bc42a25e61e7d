import type { NetworkMatch } from './network.ts';
import { toNumericDate } from './units.ts';
import type { Instant, Seconds } from './units.ts';

/** What a client demands of an approval beside a person's yes. */
export interface ApprovalDemands {
  /** The browser must be on the network that the console asked from: not looked at, only warned about, or else no approval. */
  readonly sameNetwork: 'off' | 'warn' | 'refuse';
  /** How long ago the person may have signed in; undefined means as long as their session lasts. */
  readonly freshSignIn?: Seconds;
  /** The sign-ins that are strong enough (`acr`, OpenID Connect Core, section 2); undefined means any. */
  readonly acrValues?: readonly string[];
  /** A code that came with a link has to be typed all the same: only who has the device in front of them can. */
  readonly confirmCode: boolean;
}

/** How somebody wants to approve. */
export interface ApprovalCircumstances {
  readonly network: NetworkMatch;
  /** Seconds since the epoch; undefined if the session does not say. */
  readonly authTime?: number | undefined;
  readonly acr?: string | undefined;
}

/** Why a person cannot approve as things are, although they may deny. */
export type Obstacle = 'other-network' | 'network-unknown' | 'sign-in-too-old' | 'sign-in-too-weak';

/**
 * What stands between a person and their approval, the hardest to mend first. Where the answer is not known, it counts against them: otherwise whoever wants to
 * lead somebody astray would only have to ask from IPv6.
 *
 * @see {@link https://datatracker.ietf.org/doc/draft-ietf-oauth-cross-device-security/ Cross-Device Flows: Security Best Current Practice, section 6.1.1 (Establish Proximity)}
 */
export function findObstacles(
  { sameNetwork, freshSignIn, acrValues }: ApprovalDemands,
  { network, authTime, acr }: ApprovalCircumstances,
  now: Instant,
): readonly Obstacle[] {
  const found: Obstacle[] = [];
  if (sameNetwork === 'refuse' && network !== 'same') found.push(network === 'different' ? 'other-network' : 'network-unknown');
  if (acrValues !== undefined && (acr === undefined || !acrValues.includes(acr))) found.push('sign-in-too-weak');
  if (freshSignIn !== undefined && (authTime === undefined || toNumericDate(now) - authTime > freshSignIn))
    found.push('sign-in-too-old');
  return found;
}

/** The classes of sign-in that are at least as strong as `least`, of all there are, weakest first. */
export function atLeastAsStrong(levels: readonly string[], least: string): readonly string[] {
  const at = levels.indexOf(least);
  return at < 0 ? [] : levels.slice(at);
}
