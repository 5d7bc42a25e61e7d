import { isMendedBySigningIn } from '../domain/approval-demands.ts';
import { inLanguage } from '../domain/language.ts';
import type { Language } from '../domain/language.ts';
import { withPlainTexts } from '../http/plain-text.ts';
import { describeSignIn, nameOfObstacle } from './approval-problems.ts';
import type { Catalogue, DescribedScope } from './catalogue.ts';
import type { Review } from './outcomes.ts';

/** What of a review is not in it. */
export interface ReviewSurroundings {
  readonly catalogue: Catalogue;
  /** In groups, as the device shows it. */
  readonly userCode: string;
  readonly language: Language;
}

/**
 * A request as the approval API shows it: what the hosted page shows, as data. What the device says about itself is cleaned of characters that turn the text around them, and
 * is text all the same: whoever shows it has to escape it.
 */
export function describeReview(review: Review, { catalogue, userCode, language }: ReviewSurroundings): object {
  const { request } = review.found;
  const { address, userAgent } = request.origin;
  const inWords = ({ name, description }: DescribedScope) => ({ name, description: inLanguage(description, language) });
  return withPlainTexts({
    review: review.handle,
    user_code: userCode,
    client: catalogue.clientOf(request),
    device: { ...(request.deviceName ? { name: request.deviceName } : {}), address, user_agent: userAgent },
    requested_at: new Date(request.requestedAt).toISOString(),
    expires_at: new Date(request.expiresAt).toISOString(),
    api: catalogue.apiOf(request),
    scopes: review.granted.map((scope) => ({ ...inWords(scope), dangerous: scope.dangerous })),
    left_out: review.leftOut.map(inWords),
    same_network: review.network,
    ...describePlace(review),
    ...describeObstacle(review),
  });
}

function describeObstacle({ obstacle, demands }: Review): object {
  if (obstacle === undefined) return {};
  const signIn = isMendedBySigningIn(obstacle) ? { sign_in: describeSignIn(demands.signIn) } : {};
  return { obstacle: { reason: nameOfObstacle(obstacle), ...signIn } };
}

function describePlace({ place }: Review): object {
  if (place.kind === 'free') return {};
  if (place.kind === 'full') return { place: { state: 'full', max: place.max } };
  const { id, name, lastUsedAt } = place.device;
  const device = { id, ...(name === undefined ? {} : { name }), last_used_at: new Date(lastUsedAt).toISOString() };
  return { place: { state: 'evicts', max: place.max, device } };
}
