import type { IncomingMessage } from 'node:http';

import { errors } from 'oidc-provider';

import type { TakeFingerprint } from '../../domain/fingerprint.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DeviceCodes, PollOutcome } from '../../ports/device-codes.ts';
import type { Settings } from '../../settings/settings.ts';
import { DEVICE_CODE_GRANT } from '../clients.ts';
import { createMakeAnswer, TOKEN_EXPOSES } from './lane.ts';
import type { Lane, LaneAnswer } from './lane.ts';
import { findPlainClient } from './plain-form.ts';
import type { Redeem, Redemption } from './redeem.ts';
import { keepsToItsKind } from './token-proof.ts';
import type { TokenProofs } from './token-proof.ts';

/** By request: the poll that was accounted for already, for those that go on. It is not accounted for a second time, and not looked up. */
export type AccountedPolls = WeakMap<IncomingMessage, PollOutcome>;

/** What the lane needs. */
export interface PollLaneDeps {
  readonly deviceCodes: Pick<DeviceCodes, 'poll'>;
  readonly polls: AccountedPolls;
  readonly takeFingerprint: TakeFingerprint;
  readonly settings: Pick<Settings, 'clientsById' | 'issuer'>;
  readonly redeem: Redeem;
  readonly tokenProofs: TokenProofs;
  readonly clock: Clock;
}

type FoundPoll = Extract<PollOutcome, { readonly kind: 'found' }>;
type Poll = Omit<Redemption, 'stored' | 'binding'>;

/**
 * Answers a plain pending poll of a public client in one storage step: of thousands of consoles that poll every few seconds, nearly all hear "pending". An approved
 * one is redeemed here too, if nothing is special about it (`redeem.ts`). Denied, expired and unknown codes go on to the engine. The step that reads the state also
 * accounts for the pace, as the engine's road does, so no road escapes it. Who comes too early hears so before anybody looks at a proof, which is dearer than all the rest.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.5 RFC 8628, section 3.5}
 */
export function createPollLane(deps: PollLaneDeps): Lane {
  const { deviceCodes, polls, takeFingerprint, settings, redeem, tokenProofs, clock } = deps;
  const make = createMakeAnswer(settings.issuer, TOKEN_EXPOSES);
  const pending = make(400, wordsOf(new errors.AuthorizationPending()));
  const slowDown = make(400, wordsOf(new errors.SlowDown()));

  async function answerFound(polled: FoundPoll, poll: Poll): Promise<LaneAnswer | undefined> {
    const isPending = polled.state === 'pending' && poll.now < polled.expiresAt;
    if (isPending && polled.tooEarly) return slowDown;
    if (!isPending && polled.stored?.state !== 'approved') return undefined;
    const binding = await tokenProofs.read(poll.req);
    if (!binding || isPending) return binding && pending;
    const tokens = polled.stored && (await redeem({ ...poll, stored: polled.stored, binding }));
    return tokens && make(200, tokens);
  }

  return {
    path: '/token',
    parameters: new Set(['grant_type', 'client_id', 'device_code', 'code_verifier', 'resource']),
    readsProofs: true,
    isWorthALook: (body) => body.includes('device_code'),
    make,
    async answer(form, req) {
      const client = findPlainClient(form, settings.clientsById);
      const deviceCode = form.get('device_code');
      if (!client || !keepsToItsKind(req, client) || form.get('grant_type') !== DEVICE_CODE_GRANT || deviceCode === undefined)
        return undefined;
      const now = clock();
      const polled = await deviceCodes.poll(takeFingerprint('device_code', deviceCode), now);
      const isTheirs = polled.kind === 'found' && polled.clientId === client.id;
      const answer = isTheirs ? await answerFound(polled, { form, client, req, now }) : undefined;
      if (answer) return answer;
      polls.set(req, polled);
      return undefined;
    },
  };
}

/** The engine's own words. */
function wordsOf({ error, error_description: description }: InstanceType<typeof errors.OIDCProviderError>): object {
  return { error, error_description: description };
}
