import type { Decision, DeviceRequest } from '../../server/domain/device-request.ts';
import type { StoredState } from '../../server/domain/pairing-state.ts';
import { judgePoll } from '../../server/domain/poll-pace.ts';
import type { Instant } from '../../server/domain/units.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { DeviceCodes, PollOutcome, StoredDeviceCode } from '../../server/ports/device-codes.ts';
import type { Fingerprint } from '../../server/domain/fingerprint.ts';
import { gatherTurn } from '../gather-turn.ts';
import type { Database } from './database.ts';
import { createPollSlots } from './poll-slots.ts';
import { inTransaction, promised, write } from './transactions.ts';

interface DeviceCodeRow {
  readonly key: Fingerprint;
  readonly request: string;
  readonly state: StoredState;
  readonly decision: string | null;
  readonly consumed_at: Instant | null;
}

/** As arrays, which are made faster than objects: this is what a server does all day. */
type PollRow = readonly [clientId: string, interval: number, expiresAt: Instant, state: StoredState];

interface Poll {
  readonly key: Fingerprint;
  readonly now: Instant;
}

/** Polls in one transaction. The server stands still meanwhile, so it has to be over within a millisecond or two. */
const POLLS_AT_ONCE = 64;

/**
 * Device requests in SQLite. Every change of state is one UPDATE that names the state it leaves, so of many at once exactly one succeeds, whatever
 * the number of processes. Decisions and spending are durable; a new code and a booked slot are not worth an fsync: if the power
 * fails within a second of them, the console asks for a new code.
 */
export function createDeviceCodes({ durable, quick }: Database, clock: Clock): DeviceCodes {
  const select = 'SELECT key, request, state, decision, consumed_at FROM device_codes CROSS JOIN device_requests USING (key)'; // in this order
  const sql = {
    forget: quick.prepare('DELETE FROM device_codes WHERE user_code_key = ? AND forget_at <= ?'),
    insert: quick.prepare(
      `INSERT INTO device_codes (key, user_code_key, client_id, interval, expires_at, forget_at)
       VALUES (:key, :userCodeKey, :clientId, :interval, :expiresAt, :forgetAt) ON CONFLICT (user_code_key) DO NOTHING`,
    ),
    insertRequest: quick.prepare('INSERT INTO device_requests (key, request) VALUES (?, ?)'),
    find: quick.prepare(`${select} WHERE key = ? AND forget_at > ?`),
    findByUserCode: quick.prepare(`${select} WHERE user_code_key = ? AND forget_at > ?`),
    decide: durable.prepare(
      `UPDATE device_codes SET state = :state, decision = :decision
       WHERE key = :key AND state = 'pending' AND expires_at > :now AND forget_at > :now`,
    ),
    stateOf: durable.prepare('SELECT state FROM device_codes WHERE key = ? AND forget_at > ?'),
    spend: durable.prepare(
      `UPDATE device_codes SET state = 'consumed', consumed_at = :now
       WHERE key = :key AND state IN ('approved', 'denied') AND expires_at > :now`,
    ),
    readForPoll: quick.prepare('SELECT client_id, interval, expires_at, state FROM device_codes WHERE key = ? AND forget_at > ?'),
  };
  const slots = createPollSlots(quick);

  sql.readForPoll.setReturnArrays(true);
  // Node's types know rows as objects only.
  const readForPoll = (key: Fingerprint, now: Instant) => sql.readForPoll.get(key, now) as unknown as PollRow | undefined;

  /** Reads, judges by the rule of the domain, and books. Inside a transaction: nobody can come between. */
  function pollOnce({ key, now }: Poll): PollOutcome {
    const row = readForPoll(key, now);
    if (row === undefined) return { kind: 'unknown' };
    const [clientId, interval, expiresAt, state] = row;
    const found = { kind: 'found', state, clientId, expiresAt } as const;
    if (state !== 'pending') {
      const stored = toStored(sql.find.get(key, now) as DeviceCodeRow | undefined);
      return { ...found, tooEarly: false, ...(stored && { stored }) };
    }
    if (now >= expiresAt) return { ...found, tooEarly: false };
    const verdict = judgePoll(slots.bookedUntil(key), now, interval);
    if (verdict.kind === 'in-time') slots.book(key, verdict.bookedUntil);
    return { ...found, tooEarly: verdict.kind === 'too-early' };
  }

  function pollAll(polls: readonly Poll[]): PollOutcome[] {
    try {
      return inTransaction(quick, () => {
        slots.catchUp();
        const outcomes = polls.map(pollOnce);
        slots.writeDown(clock());
        return outcomes;
      });
    } catch (error) {
      slots.forget();
      throw error;
    }
  }

  const poll = gatherTurn(pollAll, POLLS_AT_ONCE);

  return {
    open: ({ key, userCodeKey, request, forgetAt }) =>
      write(quick, () => {
        sql.forget.run(userCodeKey, clock());
        const { clientId, interval, expiresAt } = request;
        if (sql.insert.run({ key, userCodeKey, clientId, interval, expiresAt, forgetAt }).changes === 0) return 'user-code-taken';
        sql.insertRequest.run(key, JSON.stringify(request));
        return 'opened';
      }),

    find: (key) => promised(() => toStored(sql.find.get(key, clock()) as DeviceCodeRow | undefined)),

    findByUserCode: (key) => promised(() => toStored(sql.findByUserCode.get(key, clock()) as DeviceCodeRow | undefined)),

    decide: (key, decision, now) =>
      write(durable, () => {
        const { changes } = sql.decide.run({ key, state: decision.kind, decision: JSON.stringify(decision), now });
        if (changes === 1) return 'decided';
        const row = sql.stateOf.get(key, now) as Pick<DeviceCodeRow, 'state'> | undefined;
        if (row === undefined) return 'unknown';
        return row.state === 'pending' ? 'expired' : 'already-decided';
      }),

    poll: (key, now) => poll({ key, now }),

    spend: (key, now) => write(durable, () => sql.spend.run({ key, now }).changes === 1),
  };
}

function toStored(row: DeviceCodeRow | undefined): StoredDeviceCode | undefined {
  if (row === undefined) return undefined;
  return {
    key: row.key,
    request: JSON.parse(row.request) as DeviceRequest,
    state: row.state,
    ...(row.decision !== null && { decision: JSON.parse(row.decision) as Decision }),
    ...(row.consumed_at !== null && { consumedAt: row.consumed_at }),
  };
}
