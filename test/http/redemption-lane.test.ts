import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { expect } from 'chai';
import fc from 'fast-check';

import { openStorage } from '../../adapters/open-storage.ts';
import { createLog } from '../../server/observe/log.ts';
import type { Storage } from '../../server/ports/storage.ts';
import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { DEVICE_CODE_GRANT, askForCode, poll } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { errorOf, mostly, oddClient, oddHeaders, startTwoRoads } from '../support/two-roads.ts';
import type { Comparable, Sent, TwoRoads } from '../support/two-roads.ts';

/** How many generated requests are compared; more by environment, for a long look. */
const RUNS = Number(process.env.REDEMPTION_LANE_RUNS ?? 150);

const NOTES = 'urn:countersign:example:notes';
const VERIFIER = 'v'.repeat(43);
/** SHA-256 of the verifier (RFC 7636, section 4.2). */
const CHALLENGE = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(VERIFIER))).toString('base64url');
const THUMBPRINT = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

type Parameters = [string, string][];

/** The poll of a code that somebody decided about, with the code left open. */
interface Shape extends Sent {
  /** What the device authorization request said. */
  readonly asked: Readonly<Record<string, string>>;
  readonly state: 'approved' | 'denied' | 'ended' | 'pending';
  /** How often the poll is sent in a row. */
  readonly times: number;
}

/** Stands for the device code, of which each server has its own. */
const CODE = '{code}';

const shapes: fc.Arbitrary<Shape> = fc.record({
  method: fc.constant('POST'),
  path: fc.constant('/token'),
  chunked: mostly(false, true),
  headers: oddHeaders,
  parameters: fc
    .tuple(
      mostly<Parameters>([['grant_type', DEVICE_CODE_GRANT]], [['grant_type', 'refresh_token']]),
      oddClient,
      mostly<Parameters>([['device_code', CODE]], [['device_code', `${CODE}x`]]),
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
        { dpop_jkt: THUMBPRINT },
        { device_name: 'build box' },
        { resource: NOTES },
      ),
    })
    .map(({ scope, more }) => ({ scope, ...more })),
  state: mostly<Shape['state']>('approved', 'denied', 'ended', 'pending'),
  times: mostly(1, 2, 3),
});

/** One of the two servers, the person who decides there, and a second look into its storage. */
interface Side {
  readonly server: ServerProcess;
  readonly person: Person;
  readonly storage: Storage;
  readonly database: DatabaseSync;
}

describe('a redemption in the lane cannot be told from the engine’s by its answer, nor by what is kept and recorded', () => {
  let folder: string;
  let config: ConfigFolder;
  let roads: TwoRoads;
  let sides: readonly [Side, Side];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'two-roads-'));
    config = await copyConfigFolder();
    await config.change('clients.yaml', (clients) => clients.setIn(['clients', 0, 'devices', 'max'], 1000));
    const files = [join(folder, 'lanes.sqlite'), join(folder, 'engine.sqlite')] as const;
    const options = { config: config.path, logLevel: 'info' };
    roads = await startTwoRoads([
      { ...options, storage: `sqlite:${files[0]}` },
      { ...options, storage: `sqlite:${files[1]}` },
    ]);
    const log = createLog({ level: 'silent', pretty: false, stream: process.stderr, clock: Date.now });
    const side = async (server: ServerProcess, file: string): Promise<Side> => {
      const person = createPerson(server.issuer);
      await person.signIn();
      const storage = await openStorage(`sqlite:${file}`, { log, clock: Date.now });
      return { server, person, storage, database: new DatabaseSync(file, { readOnly: true }) };
    };
    sides = await Promise.all([side(roads.withLanes, files[0]), side(roads.without, files[1])]);
  });
  after(async () => {
    await Promise.all(sides.map(({ storage }) => storage.close()));
    await roads.stop();
    await config.remove();
    await rm(folder, { recursive: true });
  });

  /** A device code in the state that the poll wants it in, and the id of its pairing. */
  async function prepare({ server, person, storage, database }: Side, { asked, state }: Shape): Promise<[string, string]> {
    const pending = await askForCode(server.issuer, asked);
    const last = database.prepare('SELECT request FROM device_requests ORDER BY rowid DESC LIMIT 1').get();
    const { pairingId } = JSON.parse(String(last?.request)) as { pairingId: string };
    if (state !== 'pending') await person.decide(pending.user_code, state === 'denied' ? 'deny' : 'approve');
    if (state === 'ended') expect(await storage.devices.end({ id: pairingId, accountId: 'alice' })).to.be.true;
    return [pending.device_code, pairingId];
  }

  async function answersOf(side: Side, shape: Shape): Promise<readonly [readonly Comparable[], unknown]> {
    const [code, pairingId] = await prepare(side, shape);
    const parameters = shape.parameters.map(([name, value]) => [name, value.replace(CODE, code)] as const);
    const answers: Comparable[] = [];
    for (let time = 0; time < shape.times; time += 1) answers.push(await roads.ask(side.server, { ...shape, parameters }));
    return [answers, readKept(side.database, pairingId)];
  }

  it(`over ${RUNS} generated polls of decided codes: status, headers, body, access token, and all that is kept`, async () => {
    const tally = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const [withLane, without] = await Promise.all([answersOf(sides[0], shape), answersOf(sides[1], shape)]);
        expect(withLane).to.deep.equal(without);
        for (const answer of withLane[0]) {
          const what = errorOf(answer) ?? String(answer.status);
          tally.set(what, (tally.get(what) ?? 0) + 1);
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    const seen = JSON.stringify(Object.fromEntries(tally));
    expect([...tally.keys()], seen).to.include.members(['200', 'invalid_grant', 'invalid_target', 'access_denied']);
    expect(tally.get('200'), seen).to.be.greaterThan(RUNS / 10);
  }).timeout(300_000);

  it('and the audit events are the same', () => {
    const [withLane = [], without] = sides.map(({ server }) =>
      server
        .events()
        .filter(({ audit }) => audit === true)
        .map(({ timestamp: _timestamp, pairing: _pairing, ...event }) => event),
    );
    expect(withLane.map(({ message }) => message)).to.include('device_code.redeemed');
    expect(withLane).to.deep.equal(without);
  });

  it('the poll that brings tokens is answered in the lane', async () => {
    const server = await startServer();
    const person = createPerson(server.issuer);
    await person.signIn();
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
