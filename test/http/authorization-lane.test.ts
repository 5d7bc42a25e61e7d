import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { expect } from 'chai';
import fc from 'fast-check';

import type { DeviceRequest } from '../../server/domain/device-request.ts';
import { errorOf, mostly, oddClient, oddHeaders, oddTarget, startTwoRoads } from '../support/two-roads.ts';
import type { Sent, TwoRoads } from '../support/two-roads.ts';

/** How many generated requests are compared; more by environment, for a long look. */
const RUNS = Number(process.env.AUTHORIZATION_LANE_RUNS ?? 1500);

const NOTES = 'urn:countersign:example:notes';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

type Parameters = [string, string][];

const parameters = fc
  .tuple(
    oddClient,
    mostly<Parameters>(
      [['scope', 'notes:read']],
      [['scope', 'openid offline_access notes:read notes:write']],
      [['scope', 'openid profile']],
      [['scope', 'notes:read notes:read']],
      [['scope', ' notes:read  notes:write ']],
      [['scope', 'notes:nothing']],
      [['scope', '"']],
      [['scope', '']],
      [],
      [
        ['scope', 'notes:read'],
        ['scope', 'notes:write'],
      ],
    ),
    mostly<Parameters>([], [['resource', NOTES]], [['resource', 'urn:other']], [['resource', 'nonsense']], [['resource', '']]),
    mostly<Parameters>(
      [],
      [
        ['code_challenge', CHALLENGE],
        ['code_challenge_method', 'S256'],
      ],
      [['code_challenge', CHALLENGE]],
      [['code_challenge_method', 'S256']],
      [
        ['code_challenge', 'short'],
        ['code_challenge_method', 'S256'],
      ],
      [
        ['code_challenge', CHALLENGE],
        ['code_challenge_method', 'plain'],
      ],
    ),
    mostly<Parameters>(
      [],
      [['device_name', 'build box 7']],
      [['device_name', '  \u202Eeno \u0007 dliub '.repeat(20)]],
      [['device_name', '名前 <script>']],
      [['dpop_jkt', CHALLENGE]],
      [['dpop_jkt', 'x']],
      [['client_secret', 'x']],
      [['colour', 'red']],
      [['max_age', '60']],
      [['max_age', '-1']],
      [['acr_values', 'phr']],
      [['prompt', 'none']],
      [['acr_values', 'x']],
    ),
  )
  .chain((parts) => fc.shuffledSubarray(parts.flat(), { minLength: parts.flat().length }));

const requests: fc.Arbitrary<Sent> = fc
  .record({ target: oddTarget('/device_authorization'), headers: oddHeaders, parameters })
  .map(({ target, ...rest }) => ({ ...target, ...rest }));

describe('the authorization lane cannot be told from the engine by its answers, nor by what is kept', () => {
  let folder: string;
  let roads: TwoRoads;
  let kept: readonly [() => unknown, () => unknown];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'two-roads-'));
    const files = [join(folder, 'lanes.sqlite'), join(folder, 'engine.sqlite')] as const;
    roads = await startTwoRoads([{ storage: `sqlite:${files[0]}` }, { storage: `sqlite:${files[1]}` }]);
    kept = [readKept(files[0]), readKept(files[1])];
  });
  after(async () => {
    await roads.stop();
    await rm(folder, { recursive: true });
  });

  it(`over ${RUNS} generated requests: status, headers, body and the request in storage`, async () => {
    const tally = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(requests, async (sent) => {
        const [withLane, without] = await Promise.all([roads.ask(roads.withLanes, sent), roads.ask(roads.without, sent)]);
        expect(withLane, JSON.stringify([withLane, without])).to.deep.equal(without);
        expect(kept[0]()).to.deep.equal(kept[1]());
        const what = errorOf(withLane) ?? String(withLane.status);
        tally.set(what, (tally.get(what) ?? 0) + 1);
      }),
      { numRuns: RUNS, includeErrorInReport: true },
    );
    const seen = JSON.stringify(Object.fromEntries(tally));
    expect([...tally.keys()], seen).to.include.members([
      '200',
      'invalid_request',
      'invalid_scope',
      'invalid_target',
      'invalid_client',
    ]);
    expect(tally.get('200'), seen).to.be.greaterThan(RUNS / 10);
  }).timeout(300_000);
});

/** The request kept last, without what must differ, and how many there are. */
function readKept(file: string): () => unknown {
  const database = new DatabaseSync(file, { readOnly: true });
  const last = database.prepare('SELECT count(*) OVER () AS count, request FROM device_requests ORDER BY rowid DESC LIMIT 1');
  return () => {
    const { count, request } = (last.get() ?? {}) as { count?: number; request?: string };
    if (request === undefined) return { count };
    const { pairingId, requestedAt, expiresAt, ...rest } = JSON.parse(request) as DeviceRequest;
    return { count, ...rest, pairingId: pairingId.length, lifetime: expiresAt - requestedAt };
  };
}
