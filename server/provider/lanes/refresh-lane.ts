import type { IncomingMessage } from 'node:http';

import type { TakeFingerprint } from '../../domain/fingerprint.ts';
import { judgeRefresh } from '../../domain/refresh-standing.ts';
import type { RefreshTokens } from '../../domain/refresh-token.ts';
import { later, toNumericDate } from '../../domain/units.ts';
import type { Instant } from '../../domain/units.ts';
import type { Audit } from '../../observe/audit.ts';
import type { Clock, RandomId } from '../../ports/clock.ts';
import type { Grants, PresentedRefreshToken } from '../../ports/grants.ts';
import type { ClientSettings, Settings } from '../../settings/settings.ts';
import { createMakeAnswer, TOKEN_EXPOSES } from './lane.ts';
import type { Lane } from './lane.ts';
import { findPlainClient } from './plain-form.ts';
import { readPlainGrant } from './grant-record.ts';
import type { PlainGrant } from './grant-record.ts';
import { nextRecord, readPlainRecord } from './refresh-record.ts';
import type { PlainRecord } from './refresh-record.ts';
import type { FindRights } from './rights-now.ts';
import type { SignTokens } from './sign-tokens.ts';
import { toAnswer } from './token-answer.ts';
import { keepsToItsKind } from './token-proof.ts';
import type { Binding, TokenProofs } from './token-proof.ts';

/** By request: the refresh token that was looked up already, for those that go on. It is not looked up a second time. */
export type LookedUpTokens = WeakMap<IncomingMessage, LookedUp>;

interface LookedUp {
  readonly token: string;
  readonly found: PresentedRefreshToken | undefined;
}

/** What the lane needs. */
export interface RefreshLaneDeps {
  readonly grants: Pick<Grants, 'findRefreshToken' | 'rotateRefreshToken'>;
  readonly lookedUp: LookedUpTokens;
  readonly refreshTokens: RefreshTokens;
  readonly takeFingerprint: TakeFingerprint;
  readonly signTokens: SignTokens;
  readonly findRights: FindRights;
  readonly tokenProofs: TokenProofs;
  readonly settings: Pick<Settings, 'clientsById' | 'issuer'>;
  readonly addressOf: (req: IncomingMessage) => string;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly randomId: RandomId;
}

/**
 * Answers a refresh in which nothing is wrong, nothing special and nothing repeated: of a public client, with the token that is good now, and with a good
 * proof of its key if it is bound to one, for all that was approved. Whatever else it is, a lost answer, a stolen token, a locked person, goes on to the engine, and so does who is overtaken by another refresh.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-6 RFC 6749, section 6}
 */
export function createRefreshLane(deps: RefreshLaneDeps): Lane {
  const { grants, lookedUp, refreshTokens, takeFingerprint, signTokens, findRights } = deps;
  const { tokenProofs, settings, addressOf, audit, clock, randomId } = deps;
  const make = createMakeAnswer(settings.issuer, TOKEN_EXPOSES);

  return {
    path: '/token',
    parameters: new Set(['grant_type', 'client_id', 'refresh_token']),
    readsProofs: true,
    isWorthALook: (body) => body.includes('refresh_token='),
    make,
    async answer(form, req) {
      const client = findPlainClient(form, settings.clientsById, 'refresh_token');
      const token = form.get('refresh_token') ?? '';
      if (!client || !keepsToItsKind(req, client) || form.get('grant_type') !== 'refresh_token') return undefined;
      const parts = refreshTokens.read(token);
      const binding = parts && (await tokenProofs.read(req));
      if (!binding) return undefined;
      const { grantId } = parts;
      const presented = takeFingerprint('refresh_token', parts.secret);
      const found = await grants.findRefreshToken(grantId, presented);
      lookedUp.set(req, { token, found });

      const now = clock();
      const plain = found && readPlain(found, client, binding, now);
      if (!plain) return undefined;
      const { record, grant } = plain;
      const rights = await findRights(client, grant, record);
      if (!rights) return undefined;

      const next = nextRecord(record, grant, client.lifetimes, now);
      const secret = randomId(32);
      const address = addressOf(req);
      const kept = {
        key: takeFingerprint('refresh_token', secret),
        grantId,
        expiresAt: later(now, next.lifetime),
        from: address,
      };
      const rotate = async (): Promise<boolean> =>
        (await tokenProofs.claim(req, binding, client)) &&
        grants.rotateRefreshToken(presented, found.currentKey, { ...kept, payload: { ...next.record } }, now);
      const [signed, rotated] = await Promise.all([signTokens(record, rights, client, now), rotate()]);
      if (!rotated) return undefined;
      const { accountId: account, clientId } = record;
      audit({ event: 'refresh_token.rotated', pairing: grantId, client: clientId, account, repeated: false, address });
      return make(200, toAnswer(signed, refreshTokens.make({ grantId, secret }), rights, record, client));
    },
  };
}

/** What belongs to the presented token, if it is the one that is good now and there is nothing to it that the engine has to look at. */
function readPlain(
  found: PresentedRefreshToken,
  client: ClientSettings,
  binding: Binding,
  now: Instant,
): { readonly record: PlainRecord; readonly grant: PlainGrant } | undefined {
  const record = readPlainRecord(found.payload);
  const grant = readPlainGrant(found.grant.payload);
  if (!record || !grant || judgeRefresh({ ...found, isBound: false }, now) !== 'rotate') return undefined;
  const isTheirs = record.clientId === client.id && grant.clientId === client.id && record.accountId === grant.accountId;
  const isAlive = toNumericDate(now) < Math.min(record.exp, grant.exp);
  const isWithItsKey = record.jkt === binding.thumbprint;
  return isTheirs && isAlive && isWithItsKey ? { record, grant } : undefined;
}
