import type { NetworkMatch } from './network.ts';
import { judgeSignIn } from './sign-in-demands.ts';
import type { SignInDemands, SignInFacts } from './sign-in-demands.ts';
import type { Instant } from './units.ts';

/** What a client demands of an approval beside a person's yes. */
export interface ApprovalDemands {
  /** The browser must be on the network that the console asked from: not looked at, only warned about, or else no approval. */
  readonly sameNetwork: 'off' | 'warn' | 'refuse';
  /** How fresh and how strong the person's sign-in has to be. */
  readonly signIn: SignInDemands;
  /** A code that came with a link has to be typed all the same: only who has the device in front of them can. */
  readonly confirmCode: boolean;
}

/** The obstacles that signing in again clears away. */
export type SignInObstacle = 'sign-in-too-old' | 'sign-in-too-weak';

/** Why a person cannot approve as things are, although they may deny. */
export type Obstacle = 'other-network' | 'network-unknown' | SignInObstacle;

/** Would signing in again help? */
export function isMendedBySigningIn(problem: string): problem is SignInObstacle {
  return problem === 'sign-in-too-old' || problem === 'sign-in-too-weak';
}

/**
 * What stands between a person and their approval: the network first, since signing in again does not mend it. Where the answer is not known, it counts
 * against them: otherwise whoever leads somebody astray would only have to ask from IPv6.
 *
 * @see {@link https://datatracker.ietf.org/doc/draft-ietf-oauth-cross-device-security/ Cross-Device Flows: Security Best Current Practice, section 6.1.1 (Establish Proximity)}
 */
export function findObstacle(
  { sameNetwork, signIn }: ApprovalDemands,
  person: SignInFacts,
  network: NetworkMatch,
  now: Instant,
): Obstacle | undefined {
  if (sameNetwork === 'refuse' && network !== 'same') return network === 'different' ? 'other-network' : 'network-unknown';
  const verdict = judgeSignIn(person, signIn, now);
  return verdict === 'enough' ? undefined : `sign-in-${verdict}`;
}

/** The classes of sign-in that are at least as strong as `least`, of all there are, weakest first. */
export function atLeastAsStrong(levels: readonly string[], least: string): readonly string[] {
  const at = levels.indexOf(least);
  return at < 0 ? [] : levels.slice(at);
}
