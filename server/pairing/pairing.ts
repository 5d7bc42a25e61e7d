import { findObstacle } from '../domain/approval-demands.ts';
import { apportion } from '../domain/approval-policy.ts';
import type { Apportionment } from '../domain/approval-policy.ts';
import { isIdentityScope } from '../domain/identity-scopes.ts';
import { compareNetworks } from '../domain/network.ts';
import type { PairingState } from '../domain/pairing-state.ts';
import { demandedNow, tighten } from '../domain/sign-in-demands.ts';
import { normaliseUserCode } from '../domain/user-code.ts';
import type { Visitor } from '../http/visitor.ts';
import type { Audit } from '../observe/audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { DeviceRequests, FoundRequest } from '../ports/device-requests.ts';
import type { Catalogue, DescribedScope } from './catalogue.ts';
import type { CodeGuesses } from './code-guesses.ts';
import type { Answer, CodeSource, Outcome, PairingProblem, Review } from './outcomes.ts';
import type { Places } from './places.ts';
import type { Look, Reviews } from './reviews.ts';

/** Look up, approve, deny: the rules, without HTTP, so that a page and an API can share them. */
export interface Pairing {
  lookUp(visitor: Visitor, code: string, address: string, source?: CodeSource): Promise<Outcome<{ readonly review: Review }>>;
  /** Is this the code of the request that the visitor looked at under this handle? Of any other code it says nothing, not even whether there is one. */
  isCodeOf(visitor: Visitor, handle: string, typedCode: string): Promise<boolean>;
  /** A decision that is sent again, because its answer was lost on the way, is answered again; any other second decision is refused. */
  decide(visitor: Visitor, handle: string, answer: Answer, address: string): Promise<Outcome<{ readonly found: FoundRequest }>>;
}

/** What pairing needs. */
export interface PairingDeps {
  readonly requests: DeviceRequests;
  readonly reviews: Reviews;
  readonly guesses: CodeGuesses;
  readonly catalogue: Catalogue;
  readonly places: Places;
  readonly audit: Audit;
  readonly clock: Clock;
}

/** What a person hears about a request that is no longer open. */
const CLOSED: Readonly<Record<Exclude<PairingState, 'pending'>, PairingProblem>> = {
  approved: 'already-decided',
  denied: 'already-decided',
  consumed: 'already-used',
  expired: 'expired',
};

/** Nothing but who the person is would be handed over, although rights were asked for. */
function leavesNothing({ granted, leftOut }: Apportionment<DescribedScope>): boolean {
  return leftOut.length > 0 && granted.every(({ name }) => isIdentityScope(name));
}

/** Is this the decision that was taken, once more? */
function isRepeated({ decision }: FoundRequest, look: Look, answer: Answer): boolean {
  return decision?.review === look.key && decision.kind === (answer === 'approve' ? 'approved' : 'denied');
}

function isApprovedBy(found: FoundRequest | undefined, account: string): boolean {
  return found?.decision?.kind === 'approved' && found.decision.accountId === account;
}

/** The rules of pairing; see the house's journey of an approval in docs/architecture.md. */
export function createPairing(deps: PairingDeps): Pairing {
  const { requests, reviews, guesses, catalogue, places, audit, clock } = deps;
  const refused = (problem: PairingProblem) => ({ kind: 'refused', problem }) as const;

  const sharesOf = (found: FoundRequest, visitor: Visitor): Apportionment<DescribedScope> =>
    apportion(catalogue.describeScopes(found.request), visitor.person.roles);

  /** How things stand between this person, at this address, and an approval. */
  function standingOf({ request }: FoundRequest, { person }: Visitor, address: string) {
    const ofClient = catalogue.demandsOf(request);
    const asked = demandedNow(request.signIn ?? {}, request.requestedAt, clock());
    const demands = { ...ofClient, signIn: tighten(ofClient.signIn, asked) };
    const network = compareNetworks(address, request.origin.address);
    return { demands, network, obstacle: findObstacle(demands, person, network, clock()) };
  }

  /** Nobody gains anything by waiting: the console hears at once why it gets nothing. */
  async function turnAway(found: FoundRequest, account: string, address: string): Promise<void> {
    if ((await requests.deny(found, { accountId: account }, 'no-rights')) !== 'decided') return;
    const { pairingId: pairing, clientId: client } = found.request;
    audit({ event: 'device_code.denied', pairing, client, account, address, reason: 'no-rights' });
  }

  return {
    async lookUp(visitor, code, address, source = 'typed') {
      const refuse = (problem: PairingProblem) => {
        audit({ event: 'user_code.refused', account: visitor.person.id, reason: problem, address });
        return refused(problem);
      };
      if (normaliseUserCode(code) === '') return refused('missing');
      const verdict = await guesses.admit(visitor.person.id, address);
      if (verdict.kind === 'held-back') return { ...refuse('too-many-attempts'), retryAfter: verdict.retryAfter };
      const found = await requests.findByUserCode(code).catch(async (error: unknown) => {
        await guesses.forgive(visitor.person.id, address).catch(() => undefined); // nothing was looked at
        throw error;
      });
      if (!found) return refuse('unknown');
      if (found.state !== 'pending') return refuse(CLOSED[found.state]);

      await guesses.forgive(visitor.person.id, address);
      const { request } = found;
      const shares = sharesOf(found, visitor);
      if (leavesNothing(shares)) {
        await turnAway(found, visitor.person.id, address);
        return refused('nothing-to-grant');
      }
      const standing = standingOf(found, visitor, address);
      if (standing.demands.confirmCode && source === 'prefilled') return refused('type-it-yourself');
      const place = await places.outlook(found, visitor.person.id);
      const handle = await reviews.begin({ request: found.key, userCode: code }, visitor, request.expiresAt);
      audit({
        event: 'device_code.viewed',
        pairing: request.pairingId,
        client: request.clientId,
        account: visitor.person.id,
        address,
      });
      return { kind: 'done', review: { handle, found, place, ...shares, ...standing } };
    },

    async isCodeOf(visitor, handle, typedCode) {
      const look = await reviews.find(handle, visitor);
      return look?.isCode(typedCode) ?? false;
    },

    async decide(visitor, handle, answer, address) {
      const look = await reviews.find(handle, visitor);
      const found = look && (await requests.find(look.request));
      if (!found) return refused('own-review-needed');
      if (found.state !== 'pending')
        return isRepeated(found, look, answer) ? { kind: 'done', found } : refused(CLOSED[found.state]);

      const { id: account, name, email, authTime, acr, amr, credentials } = visitor.person;
      const decider = { accountId: account, review: look.key };
      const told = { pairing: found.request.pairingId, client: found.request.clientId, account, address };
      const shares = sharesOf(found, visitor);
      if (answer === 'approve' && leavesNothing(shares)) {
        await turnAway(found, account, address);
        return refused('nothing-to-grant');
      }
      const { obstacle, demands } = standingOf(found, visitor, address);
      if (answer === 'approve' && obstacle !== undefined) {
        audit({ event: 'device_code.approval_refused', ...told, reason: obstacle });
        return { ...refused(obstacle), signIn: demands.signIn };
      }
      if (answer === 'approve' && !(await places.keep(found, account))) return refused('too-many-devices');
      const scopes = shares.granted.map(({ name }) => name);
      const outcome =
        answer === 'approve'
          ? await requests.approve(found, { ...decider, name, email, authTime, acr, amr, credentials }, scopes)
          : await requests.deny(found, decider);
      if (outcome !== 'decided') {
        const now = await requests.find(look.request); // somebody decided just now: perhaps this very person, with two clicks
        if (answer === 'approve' && !isApprovedBy(now, account)) await places.giveUp(found, account);
        return now && isRepeated(now, look, answer) ? { kind: 'done', found: now } : refused(outcome);
      }

      if (answer === 'approve') audit({ event: 'device_code.approved', ...told, scopes });
      else audit({ event: 'device_code.denied', ...told, reason: answer === 'deny' ? 'denied' : 'not-me' });
      return { kind: 'done', found };
    },
  };
}
