import { isMendedBySigningIn } from '../domain/approval-demands.ts';
import type { Instant } from '../domain/units.ts';
import type { ReviewObstacle, ReviewPage } from '../http/page-models.ts';
import { signInAddress } from '../http/sign-in-address.ts';
import { readUserAgent } from '../http/user-agent.ts';
import type { Visitor } from '../http/visitor.ts';
import type { Catalogue } from './catalogue.ts';
import type { Review } from './outcomes.ts';

/** What the review page needs beside the review. */
export interface ReviewPageParts {
  readonly catalogue: Catalogue;
  readonly visitor: Visitor;
  /** The code, as the device shows it. */
  readonly userCode: string;
  readonly csrf: string;
  readonly now: Instant;
}

/** The review as its page is told it. */
export function toReviewPage(review: Review, { catalogue, visitor, userCode, csrf, now }: ReviewPageParts): ReviewPage {
  const { request } = review.found;
  const userAgent = readUserAgent(request.origin.userAgent);
  const obstacle = obstacleOf(review);
  return {
    page: 'review',
    csrf,
    review: review.handle,
    userCode,
    client: catalogue.clientOf(request),
    ...(request.deviceName ? { deviceName: request.deviceName } : {}),
    origin: { address: request.origin.address, ...(userAgent ? { userAgent } : {}) },
    requestedSecondsAgo: Math.max(0, Math.round((now - request.requestedAt) / 1000)),
    expiresInSeconds: Math.max(0, Math.round((request.expiresAt - now) / 1000)),
    ...(review.demands.sameNetwork === 'off' ? {} : { sameNetwork: review.network }),
    api: catalogue.apiOf(request),
    scopes: review.granted,
    leftOut: review.leftOut.map(({ name, description }) => ({ name, description, reason: 'role' })),
    ...placeWords(review, now),
    person: visitor.person,
    ...(obstacle ? { obstacle } : {}),
  };
}

function obstacleOf({ obstacle, demands }: Review): ReviewObstacle | undefined {
  if (obstacle === undefined) return undefined;
  return isMendedBySigningIn(obstacle)
    ? { kind: obstacle, signInAgain: signInAddress('/device', demands.signIn) }
    : { kind: obstacle };
}

function placeWords({ place }: Review, now: Instant): Pick<ReviewPage, 'place'> {
  if (place.kind === 'free') return {};
  if (place.kind === 'full') return { place };
  const { name: deviceName, lastUsedAt } = place.device;
  const lastUsedSecondsAgo = Math.max(0, Math.round((now - lastUsedAt) / 1000));
  return { place: { kind: 'evicts', max: place.max, ...(deviceName ? { deviceName } : {}), lastUsedSecondsAgo } };
}
