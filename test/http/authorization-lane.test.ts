import fc from 'fast-check';

import type { DeviceRequest } from '../../server/domain/device-request.ts';
import type { Sent } from '../support/comparable-answers.ts';
import { mostly, oddClient, oddHeaders, oddTarget } from '../support/odd-requests.ts';
import { compareMany, expectSeen, startTwoRoads } from '../support/two-roads.ts';
import type { Side, TwoRoads } from '../support/two-roads.ts';

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
  let roads: TwoRoads;

  before(async () => {
    roads = await startTwoRoads();
  });
  after(() => roads.stop());

  it(`over ${RUNS} generated requests: status, headers, body and the request in storage`, async () => {
    const tally = await compareMany(roads, requests, RUNS, async (side, shape) => {
      const { answer } = await side.exchange(shape);
      return [[answer], readKept(side)];
    });
    expectSeen(tally, ['200', 'invalid_request', 'invalid_scope', 'invalid_target', 'invalid_client'], RUNS);
  }).timeout(300_000);
});

/** The request kept last, without what must differ, and how many there are. */
function readKept({ database }: Side): unknown {
  const last = database.prepare('SELECT count(*) OVER () AS count, request FROM device_requests ORDER BY rowid DESC LIMIT 1');
  const { count, request } = (last.get() ?? {}) as { count?: number; request?: string };
  if (request === undefined) return { count };
  const { pairingId, requestedAt, expiresAt, ...rest } = JSON.parse(request) as DeviceRequest;
  return { count, ...rest, pairingId: pairingId.length, lifetime: expiresAt - requestedAt };
}
