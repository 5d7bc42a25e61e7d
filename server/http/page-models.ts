import type { Obstacle, SignInObstacle } from '../domain/approval-demands.ts';
import type { LocalText } from '../domain/language.ts';
import type { NetworkMatch } from '../domain/network.ts';
import type { Seconds } from '../domain/units.ts';
import type { DevicesPage } from './devices-page-model.ts';

/** The person in front of the browser. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** Why the sign-in form is shown again. */
export type SignInProblem = 'wrong-credentials' | 'locked' | 'too-many-attempts' | 'form-expired';

/** Sign in with a name and a password. Posts `username`, `password`, `return_to`, `csrf` to `/sign-in`. */
export interface SignInPage {
  readonly page: 'sign-in';
  readonly csrf: string;
  /** Where to go afterwards: an address of our own, already checked. */
  readonly returnTo: string;
  readonly username?: string;
  readonly problem?: SignInProblem;
  /** Did the person come here with a code to enter? */
  readonly forCode: boolean;
  /** Are they signed in already, and asked to do it once more? */
  readonly again?: boolean;
}

/** Why a code led nowhere. */
export type EnterCodeProblem =
  | 'missing'
  | 'unknown'
  | 'expired'
  | 'already-used'
  | 'already-decided'
  | 'form-expired'
  | 'too-many-attempts'
  | 'own-review-needed'
  | 'type-it-yourself'
  | 'network-changed'
  | 'too-many-devices';

/**
 * Type the code the device shows (RFC 8628, section 3.3). Posts `user_code`, `link_code`, `csrf` to `/device`.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.3 RFC 8628, section 3.3}
 */
export interface EnterCodePage {
  readonly page: 'enter-code';
  readonly csrf: string;
  /** What the field already holds, from `verification_uri_complete` or from the last attempt. It is never submitted by itself. */
  readonly userCode?: string;
  /** Did a link bring the code? The form says so when it is sent unchanged (`link_code`). */
  readonly fromLink?: boolean;
  readonly person: Person;
  readonly problem?: EnterCodeProblem;
  /** How long `too-many-attempts` lasts. */
  readonly retryAfter?: Seconds;
}

/** A right that the console asked for. */
export interface ScopeWords {
  readonly name: string;
  /** A sentence for people. */
  readonly description: LocalText;
}

/** What a program says it is, in parts that every language can put together. */
export interface UserAgentParts {
  readonly program: string;
  readonly system?: string;
}

/**
 * Look at who asks, for what and from where, and decide (RFC 8628, sections 3.3.1 and 5.4). Posts `review`, `user_code`,
 * `csrf` and `decision` (`approve`, `deny` or `not-me`) to `/device/decision`.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-5.4 RFC 8628, section 5.4}
 */
export interface ReviewPage {
  readonly page: 'review';
  readonly csrf: string;
  /** The opaque handle that binds the decision to the person who looked. */
  readonly review: string;
  /** In groups, as the device shows it. */
  readonly userCode: string;
  readonly client: { readonly id: string; readonly name: string; readonly uri?: string };
  /** What the device calls itself: its own claim. */
  readonly deviceName?: string;
  /** `address` is what the server saw; `userAgent` is the device's own claim, if it made one. */
  readonly origin: { readonly address: string; readonly userAgent?: UserAgentParts };
  readonly requestedSecondsAgo: Seconds;
  readonly expiresInSeconds: Seconds;
  /** Undefined where nobody is to look at it. */
  readonly sameNetwork?: NetworkMatch;
  readonly api: { readonly id: string; readonly name: string };
  readonly scopes: readonly (ScopeWords & { readonly dangerous: boolean })[];
  /** What was asked for and will not be granted. */
  readonly leftOut: readonly (ScopeWords & { readonly reason: 'role' })[];
  /** There when the person has as many devices with this client as they may have (`max`): one has to be ended first, or one will be. */
  readonly place?:
    | { readonly kind: 'full'; readonly max: number }
    | { readonly kind: 'evicts'; readonly max: number; readonly deviceName?: string; readonly lastUsedSecondsAgo: Seconds };
  readonly person: Person;
  /** There if the person cannot approve as things are. */
  readonly obstacle?: ReviewObstacle;
}

/** Why a person cannot approve, and the address where they can do something about it. */
export type ReviewObstacle =
  { readonly kind: Exclude<Obstacle, SignInObstacle> } | { readonly kind: SignInObstacle; readonly signInAgain: string };

/** What became of the request. */
export interface DonePage {
  readonly page: 'done';
  readonly outcome: 'approved' | 'denied' | 'not-me';
  readonly clientName: string;
  readonly deviceName?: string;
  readonly person: Person;
  /** Is there a page of paired devices to lead to? */
  readonly devicesLink: boolean;
  /** With it, the header offers to sign out. */
  readonly csrf?: string;
}

/** What went wrong when no page of its own says it. */
export type ProblemCode =
  'not-found' | 'method' | 'broken' | 'unavailable' | 'bad-request' | 'forbidden' | 'web-session' | 'oauth';

/** What more can be said about a problem, in a sentence of ours. */
export type ProblemReason =
  | 'nothing-here'
  | 'no-such-request'
  | 'storage-silent'
  | 'no-form'
  | 'field-twice'
  | 'form-too-large'
  | 'no-decision'
  | 'nothing-to-grant'
  | 'sign-in-not-seen'
  | 'sign-in-not-enough'
  | 'sign-in-silent'
  | 'still-signed-in';

/** Something went wrong, with a next step. */
export interface ProblemPage {
  readonly page: 'problem';
  readonly status: number;
  readonly code: ProblemCode;
  readonly requestId: string;
  readonly reason?: ProblemReason;
  /** Words from the protocol, in English, for whoever looks into it. Never a stack trace. */
  readonly detail?: string;
}

/** What this server is, for somebody who found it by its address. */
export interface HomePage {
  readonly page: 'home';
  readonly issuer: string;
  /** The name of the person who is signed in. */
  readonly signedInAs?: string;
  /** With it, the header offers to sign out. */
  readonly csrf?: string;
}

/** On the way to a site where people sign in, for whoever comes from a form. */
export interface LeavingPage {
  readonly page: 'leaving';
  /** Of ours: it leads on from there. */
  readonly address: string;
}

/** The web session is over; the devices go on. */
export interface SignedOutPage {
  readonly page: 'signed-out';
  /** There where people sign in elsewhere: is the session here over, and where do they sign out there? */
  readonly elsewhere?: { readonly isOverHere: boolean; readonly address?: string };
}

/** Every message people can meet, explained: all of it stands in the messages and in `help-topics.ts`. */
export interface TroubleshootingPage {
  readonly page: 'troubleshooting';
}

/** Everything a page is told. A template sees its model, the messages and the brand, and nothing else. */
export type PageModel =
  | SignInPage
  | EnterCodePage
  | ReviewPage
  | DonePage
  | DevicesPage
  | ProblemPage
  | HomePage
  | LeavingPage
  | SignedOutPage
  | TroubleshootingPage;

/** The names of the pages; each is the name of its template. */
export type PageName = PageModel['page'];
