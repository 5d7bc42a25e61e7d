import type { DatabaseSync } from 'node:sqlite';

import { expect } from 'chai';
import fc from 'fast-check';

import { openStorage } from '../../adapters/open-storage.ts';
import { createLog } from '../../server/observe/log.ts';
import type { Storage } from '../../server/ports/storage.ts';
import type { Comparable } from '../support/comparable-answers.ts';
import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { DEVICE_CODE_GRANT, askForCode, poll } from '../support/http-console.ts';
import { mostly, oddClient, oddHeaders, oddProof } from '../support/odd-requests.ts';
import { signedIn } from '../support/pair-device.ts';
import { startServer } from '../support/server-process.ts';
import { OPEN, compareAudits, compareMany, expectSeen, startTwoRoads } from '../support/two-roads.ts';
import type { Shape, Side, TwoRoads } from '../support/two-roads.ts';

/** How many generated requests are compared; more by environment, for a long look. */
const RUNS = Number(process.env.REDEMPTION_LANE_RUNS ?? 150);

const NOTES = 'urn:countersign:example:notes';
const VERIFIER = 'v'.repeat(43);
/** SHA-256 of the verifier (RFC 7636, section 4.2). */
const CHALLENGE = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(VERIFIER))).toString('base64url');
/** Stands for the thumbprint of the console's own key. */
const OWN_KEY = 'own';
const THUMBPRINT = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

type Parameters = [string, string][];

/** The poll of a code that somebody decided about, with the code left open. */
interface Redeemed extends Shape {
  /** What the device authorization request said. */
  readonly asked: Readonly<Record<string, string>>;
  readonly state: 'approved' | 'denied' | 'ended' | 'pending';
  /** How often the poll is sent in a row. */
  readonly times: number;
}

const shapes: fc.Arbitrary<Redeemed> = fc.record({
  method: fc.constant('POST'),
  path: fc.constant('/token'),
  chunked: mostly(false, true),
  headers: oddHeaders,
  proof: oddProof,
  parameters: fc
    .tuple(
      mostly<Parameters>([['grant_type', DEVICE_CODE_GRANT]], [['grant_type', 'refresh_token']]),
      oddClient,
      mostly<Parameters>([['device_code', OPEN]], [['device_code', `${OPEN}x`]]),
      mostly<Parameters>([], [['code_verifier', VERIFIER]], [['code_verifier', 'w'.repeat(43)]], [['code_verifier', 'short']]),
      mostly<Parameters>([], [['resource', NOTES]], [['resource', 'urn:other']], [['scope', 'notes:read']], [['colour', 'red']]),
    )
    .chain((parts) => fc.shuffledSubarray(parts.flat(), { minLength: parts.flat().length })),
  asked: fc
    .record({
      scope: mostly(
        'notes:read notes:write',
        'offline_access profile notes:read',
        'openid notes:write',
        'email notes:read offline_access openid profile',
        'openid email',
        'profile',
      ),
      more: mostly<Record<string, string>>(
        {},
        { code_challenge: CHALLENGE, code_challenge_method: 'S256' },
        { dpop_jkt: OWN_KEY },
        { dpop_jkt: THUMBPRINT },
        { device_name: 'build box' },
        { resource: NOTES },
      ),
    })
    .map(({ scope, more }) => ({ scope, ...more })),
  state: mostly<Redeemed['state']>('approved', 'denied', 'ended', 'pending'),
  times: mostly(1, 2, 3),
});

describe('a redemption in the lane cannot be told from the engine’s by its answer, nor by what is kept and recorded', () => {
  let config: ConfigFolder;
  let roads: TwoRoads;
  let storages: ReadonlyMap<string, Storage>;

  before(async () => {
    config = await copyConfigFolder();
    await config.change('clients.yaml', (clients) => clients.setIn(['clients', 0, 'devices', 'max'], 1000));
    roads = await startTwoRoads({ config: config.path, logLevel: 'info' });
    const log = createLog({ level: 'silent', pretty: false, stream: process.stderr, clock: Date.now });
    const open = async ({ storageUrl }: Side) => [storageUrl, await openStorage(storageUrl, { log, clock: Date.now })] as const;
    storages = new Map(await Promise.all(roads.sides.map(open)));
  });
  after(async () => {
    for (const storage of storages.values()) await storage.close();
    await roads.stop();
    await config.remove();
  });

  /** A device code in the state that the poll wants it in, and the id of its pairing. */
  async function prepare(side: Side, { asked: { dpop_jkt: jkt, ...asked }, state }: Redeemed): Promise<[string, string]> {
    const { server, person, database, storageUrl } = side;
    const bound = jkt === OWN_KEY ? side.prover.keys.own.jkt : jkt;
    const pending = await askForCode(server.issuer, { ...asked, ...(bound !== undefined && { dpop_jkt: bound }) });
    const last = database.prepare('SELECT request FROM device_requests ORDER BY rowid DESC LIMIT 1').get();
    const { pairingId } = JSON.parse(String(last?.request)) as { pairingId: string };
    if (state !== 'pending') await person.decide(pending.user_code, state === 'denied' ? 'deny' : 'approve');
    if (state === 'ended') expect(await storages.get(storageUrl)?.devices.end({ id: pairingId, accountId: 'alice' })).to.be.true;
    return [pending.device_code, pairingId];
  }

  it(`over ${RUNS} generated polls of decided codes: status, headers, body, access token, and all that is kept`, async () => {
    const tally = await compareMany(roads, shapes, RUNS, async (side, shape) => {
      const [code, pairingId] = await prepare(side, shape);
      const answers: Comparable[] = [];
      for (let time = 0; time < shape.times; time += 1) answers.push((await side.exchange(shape, code)).answer);
      return [answers, readKept(side.database, pairingId)];
    });
    expectSeen(tally, ['200', 'invalid_grant', 'invalid_request', 'access_denied', 'invalid_dpop_proof'], RUNS);
  }).timeout(300_000);

  it('and the audit events are the same', () => {
    expect(compareAudits(roads)).to.include('device_code.redeemed');
  });

  it('the poll that brings tokens is answered in the lane', async () => {
    const server = await startServer();
    const person = await signedIn(server.issuer);
    const pending = await askForCode(server.issuer, {
      scope: 'notes:read',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
    });
    await person.decide(pending.user_code, 'approve');
    expect((await poll(server.issuer, pending.device_code, { code_verifier: VERIFIER })).status).to.equal(200);
    await server.stop();
    const answered = server.events().filter(({ message }) => message === 'request.answered');
    expect(answered.at(-1)).to.include({ path: '/token', status: 200, lane: true });
  });
});

/** What a pairing left in storage, without what must differ. */
function readKept(database: DatabaseSync, pairingId: string): unknown {
  const code = database
    .prepare(
      `SELECT state, consumed_at IS NULL AS unspent FROM device_codes JOIN device_requests USING (key)
       WHERE request ->> '$.pairingId' = ?`,
    )
    .get(pairingId);
  const place = database
    .prepare('SELECT account_id, client_id, device_name, until IS NULL AS connected FROM places WHERE id = ?')
    .get(pairingId);
  const row = database.prepare('SELECT * FROM grants WHERE id = ?').get(pairingId);
  return { code, place, grant: row && readGrant(row) };
}

function readGrant(row: Readonly<Record<string, unknown>>): unknown {
  const { current_payload: record, current_key: key, payload, device, keep_until: keepUntil, current_expires_at: endsAt } = row;
  return {
    ...{ account: row.account_id, client: row.client_id, name: row.device_name, from: row.used_from },
    grant: withoutTimes(payload),
    device: withoutTimes(device),
    record: withoutTimes(record),
    key: String(key).length,
    keptAsLongAsItsToken: keepUntil === endsAt,
    isNew: row.previous_key === null && row.rotated_at === null,
  };
}

/** JSON with lengths of time in place of times. */
function withoutTimes(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  const { iat, exp, iiat, jti, grantId, authTime, pairedAt, credentials, ...rest } = JSON.parse(text) as Record<string, unknown>;
  const lifetime = Number(exp) - Number(iat);
  const isThere = [iiat, jti, grantId, authTime, pairedAt, credentials].map((value) => value !== undefined);
  return { ...rest, lifetime, isThere };
}
