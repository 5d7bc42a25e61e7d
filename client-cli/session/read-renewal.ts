import type { TokenAnswer } from '../device-grant/poll-for-tokens.ts';
import { Problem, problem } from '../problems/problem.ts';
import type { Login } from '../store/token-store.ts';
import type { Instant } from '../units.ts';
import { isRefreshToken, readTokenAnswer } from './read-token-answer.ts';

/**
 * What a renewal brought.
 * - `renewed`: an access token that takes the place of the one before.
 * - `withheld`: one that must not be handed out. `login` is the one before with the new refresh token: the one that was sent may be spent, and nobody has to log in
 *   again because their server was set up wrongly for an hour.
 */
export type Renewal =
  | { readonly kind: 'renewed'; readonly login: Login }
  | { readonly kind: 'withheld'; readonly login: Login; readonly reason: Problem };

/**
 * Reads the answer to a renewal. A login that was bound to a key stays bound: whoever asked for a token that is worthless to a thief would not notice another one.
 *
 * @param sentAt when the request was sent: the token's life is counted from there
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-5 RFC 9449, section 5}
 */
export function readRenewal(kept: Login, answer: TokenAnswer, sentAt: Instant): Renewal {
  const generation = kept.generation + 1;
  try {
    const granted = readTokenAnswer(answer, kept, sentAt);
    if (kept.tokenType === 'DPoP' && granted.tokenType !== 'DPoP') throw problem('binding_lost', { issuer: kept.issuer });
    if (granted.tokenType === 'DPoP' && kept.dpopKey === undefined)
      throw problem('issuer_answer', { issuer: kept.issuer, detail: 'a token bound to a key that nobody named' });
    return { kind: 'renewed', login: { ...kept, ...granted, generation } };
  } catch (reason) {
    if (!(reason instanceof Problem)) throw reason;
    const { refresh_token: given } = answer;
    const refreshToken = given !== undefined && isRefreshToken(given) ? given : kept.refreshToken;
    return { kind: 'withheld', login: { ...kept, refreshToken, generation }, reason };
  }
}
