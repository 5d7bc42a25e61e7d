import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { expect } from 'chai';
import fc from 'fast-check';
import { createRemoteJWKSet, jwtVerify } from 'jose';

import { createDpopKey } from '../support/dpop-key.ts';
import { askForCode, poll, refresh } from '../support/http-console.ts';
import { pairDevice, signedIn } from '../support/pair-device.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { errorOf, mostly, oddClient, oddHeaders, oddTarget, startTwoRoads } from '../support/two-roads.ts';
import type { Comparable, Sent, TwoRoads } from '../support/two-roads.ts';

/** How many generated requests are compared; more by environment, for a long look. */
const RUNS = Number(process.env.REFRESH_LANE_RUNS ?? 1000);

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
interface Shape extends Sent {
  readonly kind: Kind;
  readonly token: 'current' | 'previous' | 'spent' | 'cut' | 'resealed' | 'foreign';
  /** How often it is sent in a row. */
  readonly times: number;
}

/** Stands for the refresh token, of which each server has its own. */
const TOKEN = '{token}';

type Parameters = [string, string][];

const shapes: fc.Arbitrary<Shape> = fc
  .record({
    target: oddTarget('/token'),
    headers: oddHeaders,
    parameters: fc
      .tuple(
        mostly<Parameters>([['grant_type', 'refresh_token']], [], [['grant_type', '']], [['grant_type', 'client_credentials']]),
        oddClient,
        mostly<Parameters>(
          [['refresh_token', TOKEN]],
          [],
          [['refresh_token', '']],
          [
            ['refresh_token', TOKEN],
            ['refresh_token', TOKEN],
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
    kind: fc.oneof({ weight: 3, arbitrary: fc.constant<Kind>('plain') }, { weight: 2, arbitrary: fc.constantFrom(...kinds()) }),
    token: mostly<Shape['token']>('current', 'previous', 'spent', 'cut', 'resealed', 'foreign'),
    times: mostly(1, 2, 3),
  })
  .map(({ target, ...rest }) => ({ ...target, ...rest }));

function kinds(): Kind[] {
  return Object.keys(GRANTS) as Kind[];
}

/** The tokens of a device, the newest first. */
type Line = readonly [current: string, ...older: string[]];

/** One of the two servers, the person who paired devices with it, and their tokens. */
interface Side {
  readonly server: ServerProcess;
  readonly person: Person;
  readonly lines: Map<Kind, Line>;
  readonly kept: (grantId: string) => unknown;
}

describe('the refresh lane cannot be told from the engine by its answers, nor by what is kept and recorded', () => {
  let folder: string;
  let roads: TwoRoads;
  let sides: readonly [Side, Side];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'two-roads-'));
    const files = [join(folder, 'lanes.sqlite'), join(folder, 'engine.sqlite')] as const;
    const logLevel = 'info';
    roads = await startTwoRoads([
      { storage: `sqlite:${files[0]}`, logLevel },
      { storage: `sqlite:${files[1]}`, logLevel },
    ]);
    const side = async (server: ServerProcess, file: string): Promise<Side> => ({
      ...{ server, lines: new Map<Kind, Line>(), kept: readKept(file) },
      person: await signedIn(server.issuer),
    });
    sides = await Promise.all([side(roads.withLanes, files[0]), side(roads.without, files[1])]);
  });
  after(async () => {
    await roads.stop();
    await rm(folder, { recursive: true });
  });

  /** A new device: the first of its kind, or in place of one that was ended. */
  async function pair({ server: { issuer }, person, lines }: Side, kind: Kind): Promise<Line> {
    const pending = await askForCode(issuer, GRANTS[kind]);
    await person.decide(pending.user_code, 'approve');
    const key = kind === 'bound' ? await createDpopKey() : undefined;
    const proof = await key?.prove({ method: 'POST', url: `${issuer}/token`, token: '' }, { ath: undefined });
    const { body } = await poll(issuer, pending.device_code, {}, proof ? { DPoP: proof } : {});
    const line: Line = [String(body.refresh_token)];
    lines.set(kind, line);
    return line;
  }

  function choose([current, previous = current, spent = previous]: Line, token: Shape['token']): string {
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

  async function answersOf(side: Side, shape: Shape): Promise<readonly [readonly Comparable[], unknown]> {
    const line = side.lines.get(shape.kind) ?? (await pair(side, shape.kind));
    const token = choose(line, shape.token);
    const parameters = shape.parameters.map(([name, value]) => [name, value.replace(TOKEN, token)] as const);
    const answers: Comparable[] = [];
    for (let time = 0; time < shape.times; time += 1) {
      const { answer, body } = await roads.exchange(side.server, { ...shape, parameters });
      answers.push(answer);
      const next =
        answer.status === 200 && body !== '' ? (JSON.parse(body) as { refresh_token?: string }).refresh_token : undefined;
      const [current, ...older] = side.lines.get(shape.kind) ?? line;
      if (next !== undefined) side.lines.set(shape.kind, token === current ? [next, current, ...older] : [next, ...older]);
    }
    const kept = side.kept(line[0].slice(0, 22));
    if (kept === undefined) side.lines.delete(shape.kind);
    return [answers, kept];
  }

  it(`over ${RUNS} generated requests: status, headers, body, access token, and the device in storage`, async () => {
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
    expect([...tally.keys()], seen).to.include.members([
      ...['200', 'invalid_grant', 'invalid_request', 'invalid_client', 'invalid_target', 'invalid_scope'],
    ]);
    expect(tally.get('200'), seen).to.be.greaterThan(RUNS / 10);
  }).timeout(300_000);

  it('and the audit events are the same', () => {
    const [withLane = [], without] = sides.map(({ server }) =>
      server
        .events()
        .filter(({ audit }) => audit === true)
        .map(({ timestamp: _timestamp, pairing: _pairing, ...event }) => event),
    );
    expect(withLane.map(({ message }) => message)).to.include.members(['refresh_token.rotated', 'refresh_token.reused']);
    expect(withLane).to.deep.equal(without);
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
function readKept(file: string): (grantId: string) => unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  const read = database.prepare('SELECT * FROM grants WHERE id = ?');
  return (grantId) => {
    const row = read.get(grantId) as Readonly<Record<string, string | number | null>> | undefined;
    if (!row) return undefined;
    const { keep_until: keepUntil, current_payload: payload, current_expires_at: expiresAt } = row;
    const record = JSON.parse(String(payload)) as { iat: number; exp: number; rotations: number; gty: string };
    const { iat, exp, rotations, gty, ...carried } = record;
    return {
      ...{ rotations, gty, lifetime: exp - iat, carried: Object.keys(carried).sort() },
      endsWithToken: [Number(keepUntil), Number(expiresAt)].map((instant) => Math.floor(instant / 1000) - exp),
      grant: Object.keys(JSON.parse(String(row.payload)) as object),
      usedFrom: row.used_from,
      isRotated: [row.rotated_at !== null, row.previous_key !== null],
      replaced: String(row.replaced_keys).length,
    };
  };
}
