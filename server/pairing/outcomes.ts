import type { ApprovalDemands, Obstacle } from '../domain/approval-demands.ts';
import type { Apportionment } from '../domain/approval-policy.ts';
import type { LimitVerdict } from '../domain/device-limit.ts';
import type { NetworkMatch } from '../domain/network.ts';
import type { SignInDemands } from '../domain/sign-in-demands.ts';
import type { Seconds } from '../domain/units.ts';
import type { FoundRequest } from '../ports/device-requests.ts';
import type { DescribedScope } from './catalogue.ts';

/** Why a code or a decision led nowhere. */
export type PairingProblem =
  | 'missing'
  | 'unknown'
  | 'expired'
  | 'already-used'
  | 'already-decided'
  | 'own-review-needed'
  | 'nothing-to-grant'
  | 'too-many-attempts'
  | 'type-it-yourself'
  | 'too-many-devices'
  | Obstacle;

/** A request as one person sees it. */
export interface Review extends Apportionment<DescribedScope> {
  /** What `decide` wants back. */
  readonly handle: string;
  readonly found: FoundRequest;
  readonly network: NetworkMatch;
  readonly demands: ApprovalDemands;
  /** Why this person cannot approve as things are. `decide` asks again. */
  readonly obstacle?: Obstacle;
  /** Is there a place for one more device, and if so, at whose cost? */
  readonly place: LimitVerdict;
}

/** Where a code comes from: somebody typed it, or a link had filled it in and somebody let it stand. */
export type CodeSource = 'typed' | 'prefilled';

/** What a person may answer. */
export type Answer = 'approve' | 'deny' | 'not-me';

/** A refusal with its reason. */
export interface Refusal {
  readonly kind: 'refused';
  readonly problem: PairingProblem;
  /** When `too-many-attempts` is over. */
  readonly retryAfter?: Seconds;
  /** The sign-in that is needed, where one would help. */
  readonly signIn?: SignInDemands;
}

/** A refusal, or what was asked for. */
export type Outcome<T> = Refusal | ({ readonly kind: 'done' } & T);
