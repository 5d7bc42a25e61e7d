import type { DatabaseSync } from 'node:sqlite';

import { expect } from 'chai';
import fc from 'fast-check';
import { createRemoteJWKSet, jwtVerify } from 'jose';

import type { Comparable } from '../support/comparable-answers.ts';
import { askForCode, poll, refresh } from '../support/http-console.ts';
import { GOOD_PROOFS } from '../support/odd-proofs.ts';
import { mostly, oddClient, oddHeaders, oddProof, oddTarget } from '../support/odd-requests.ts';
import { pairDevice, signedIn } from '../support/pair-device.ts';
import { startServer } from '../support/server-process.ts';
import { OPEN, compareAudits, compareMany, expectSeen, startTwoRoads } from '../support/two-roads.ts';
import type { Answered, Shape, Side, TwoRoads } from '../support/two-roads.ts';

/** How many generated requests are compared; more by environment, for a long look. */
const RUNS = Number(process.env.REFRESH_LANE_RUNS ?? 800);

const NOTES = 'urn:countersign:example:notes';

/** What the devices were granted; the engine has more to do for some of them. */
const GRANTS = {
  plain: { scope: 'notes:read notes:write' },
  offline: { scope: 'offline_access notes:read' },
  signedIn: { scope: 'openid profile notes:read' },
  identity: { scope: 'openid email' },
  bound: { scope: 'notes:read' },
} as const;
type Kind = keyof typeof GRANTS;

/** One refresh, with the token left open. */
interface Refreshed extends Shape {
  readonly kind: Kind;
  readonly token: 'current' | 'previous' | 'spent' | 'cut' | 'resealed' | 'foreign';
  /** How often it is sent in a row. */
  readonly times: number;
}

type Parameters = [string, string][];

const shapes: fc.Arbitrary<Refreshed> = fc
  .record({
    target: oddTarget('/token'),
    headers: oddHeaders,
    proof: oddProof,
    parameters: fc
      .tuple(
        mostly<Parameters>([['grant_type', 'refresh_token']], [], [['grant_type', '']], [['grant_type', 'client_credentials']]),
        oddClient,
        mostly<Parameters>(
          [['refresh_token', OPEN]],
          [],
          [['refresh_token', '']],
          [
            ['refresh_token', OPEN],
            ['refresh_token', OPEN],
          ],
          [['refresh_token', '\u0000%é😀']],
        ),
        mostly<Parameters>(
          [],
          [['scope', 'notes:read']],
          [['scope', 'notes:read notes:purge']],
          [['scope', '']],
          [['resource', NOTES]],
          [['resource', 'urn:other']],
          [
            ['resource', NOTES],
            ['resource', 'urn:other'],
          ],
          [['device_code', 'x']],
          [['colour', 'red']],
          [['client_secret', 'x']],
        ),
      )
      .chain((parts) => fc.shuffledSubarray(parts.flat(), { minLength: parts.flat().length })),
    kind: mostly<Kind>('plain', 'bound', 'bound', 'bound', ...kinds()),
    token: mostly<Refreshed['token']>('current', 'previous', 'spent', 'cut', 'resealed', 'foreign'),
    times: mostly(1, 2, 3),
  })
  .map(({ target, ...rest }) => ({ ...target, ...rest }));

function kinds(): Kind[] {
  return Object.keys(GRANTS) as Kind[];
}

/** The tokens of a device, the newest first. */
type Line = readonly [current: string, ...older: string[]];

describe('the refresh lane cannot be told from the engine by its answers, nor by what is kept and recorded', () => {
  let roads: TwoRoads;
  let lines: ReadonlyMap<Side, Map<Kind, Line>>;

  before(async () => {
    roads = await startTwoRoads({ logLevel: 'info' });
    lines = new Map(roads.sides.map((side) => [side, new Map()]));
  });
  after(() => roads.stop());

  /** A new device: the first of its kind, or in place of one that was ended. */
  async function pair({ server: { issuer }, person, prover }: Side, kind: Kind): Promise<Line> {
    const pending = await askForCode(issuer, GRANTS[kind]);
    await person.decide(pending.user_code, 'approve');
    const headers: Record<string, string> = kind === 'bound' ? { DPoP: await GOOD_PROOFS.plain!(prover) } : {};
    const { body } = await poll(issuer, pending.device_code, {}, headers);
    return [String(body.refresh_token)];
  }

  function choose([current, previous = current, spent = previous]: Line, token: Refreshed['token']): string {
    switch (token) {
      case 'current':
        return current;
      case 'previous':
        return previous;
      case 'spent':
        return spent;
      case 'cut':
        return current.slice(0, -1);
      case 'resealed':
        return current.slice(0, -22) + 'A'.repeat(22);
      case 'foreign':
        return 'A'.repeat(87);
    }
  }

  async function answersOf(side: Side, shape: Refreshed): Promise<Answered> {
    const lineOf = lines.get(side)!;
    const line = lineOf.get(shape.kind) ?? (await pair(side, shape.kind));
    lineOf.set(shape.kind, line);
    const token = choose(line, shape.token);
    const answers: Comparable[] = [];
    for (let time = 0; time < shape.times; time += 1) {
      const { answer, body } = await side.exchange(shape, token);
      answers.push(answer);
      const next =
        answer.status === 200 && body !== '' ? (JSON.parse(body) as { refresh_token?: string }).refresh_token : undefined;
      const [current, ...older] = lineOf.get(shape.kind) ?? line;
      if (next !== undefined) lineOf.set(shape.kind, token === current ? [next, current, ...older] : [next, ...older]);
    }
    const kept = readKept(side.database, line[0].slice(0, 22));
    if (kept === undefined) lineOf.delete(shape.kind);
    return [answers, kept];
  }

  it(`over ${RUNS} generated requests: status, headers, body, access token, and the device in storage`, async () => {
    const tally = await compareMany(roads, shapes, RUNS, answersOf);
    const others = [
      'invalid_grant',
      'invalid_request',
      'invalid_client',
      'invalid_target',
      'invalid_scope',
      'invalid_dpop_proof',
    ];
    expectSeen(tally, ['200', ...others], RUNS);
  }).timeout(300_000);

  it('and the audit events are the same', () => {
    expect(compareAudits(roads)).to.include.members(['refresh_token.rotated', 'refresh_token.reused']);
  });

  it('a plain refresh and the redemption before it are answered in the lane, with tokens that are signed as the server says', async () => {
    const server = await startServer();
    const publicKeys = createRemoteJWKSet(new URL(`${server.issuer}/jwks`));
    const good = { issuer: server.issuer, algorithms: ['ES256'] };
    const person = await signedIn(server.issuer);
    for (const kind of ['plain', 'signedIn'] as const) {
      const redeemed = await pairDevice(server.issuer, person, GRANTS[kind]);
      const { body: refreshed } = await refresh(server.issuer, redeemed.refresh_token);
      for (const { access_token: accessToken, id_token: idToken } of [redeemed, refreshed]) {
        await jwtVerify(String(accessToken), publicKeys, { ...good, typ: 'at+jwt', audience: NOTES });
        if (kind === 'signedIn') await jwtVerify(String(idToken), publicKeys, { ...good, audience: 'console' });
      }
    }
    await server.stop();
    const answered = server.events().filter(({ message, path }) => message === 'request.answered' && path === '/token');
    expect(answered.map(({ status, lane }) => [status, lane])).to.deep.equal(Array(4).fill([200, true]));
  });
});

/** A device in storage, without what must differ; undefined once it was ended. */
function readKept(database: DatabaseSync, grantId: string): unknown {
  const row = database.prepare('SELECT * FROM grants WHERE id = ?').get(grantId) as
    Readonly<Record<string, string | number | null>> | undefined;
  if (!row) return undefined;
  const { keep_until: keepUntil, current_payload: payload, current_expires_at: expiresAt } = row;
  const record = JSON.parse(String(payload)) as { iat: number; exp: number; rotations: number; gty: string; jkt?: string };
  const { iat, exp, rotations, gty, jkt, ...carried } = record;
  return {
    ...{ rotations, gty, jkt, lifetime: exp - iat, carried: Object.keys(carried).sort() },
    endsWithToken: [Number(keepUntil), Number(expiresAt)].map((instant) => Math.floor(instant / 1000) - exp),
    grant: Object.keys(JSON.parse(String(row.payload)) as object),
    usedFrom: row.used_from,
    isRotated: [row.rotated_at !== null, row.previous_key !== null],
    replaced: String(row.replaced_keys).length,
  };
}
