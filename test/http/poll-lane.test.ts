import fc from 'fast-check';

import type { Comparable } from '../support/comparable-answers.ts';
import { DEVICE_CODE_GRANT, askForCode } from '../support/http-console.ts';
import { mostly, oddClient, oddHeaders, oddProof, oddTarget } from '../support/odd-requests.ts';
import { OPEN, compareMany, expectSeen, startTwoRoads } from '../support/two-roads.ts';
import type { Shape, Side, TwoRoads } from '../support/two-roads.ts';

/** How many generated requests are compared; more by environment, for a long look. */
const RUNS = Number(process.env.POLL_LANE_RUNS ?? 2000);

/** One token request, with the device code left open. */
interface Polled extends Shape {
  /** How often it is sent in a row. */
  readonly times: number;
  readonly state: 'pending' | 'approved' | 'denied' | 'unknown';
}

const shapes: fc.Arbitrary<Polled> = fc
  .record({
    target: oddTarget('/token'),
    headers: oddHeaders,
    proof: oddProof,
    parameters: fc
      .tuple(
        mostly<[string, string][]>(
          [['grant_type', DEVICE_CODE_GRANT]],
          [],
          [['grant_type', '']],
          [['grant_type', 'refresh_token']],
          [['grant_type', 'x']],
          [
            ['grant_type', DEVICE_CODE_GRANT],
            ['grant_type', DEVICE_CODE_GRANT],
          ],
        ),
        oddClient,
        mostly<[string, string][]>(
          [['device_code', OPEN]],
          [],
          [['device_code', '']],
          [
            ['device_code', OPEN],
            ['device_code', OPEN],
          ],
          [['device_code', `${OPEN}x`]],
          [['device_code', '\u0000%é😀']],
        ),
        mostly<[string, string][]>(
          [],
          [['code_verifier', 'x'.repeat(43)]],
          [['resource', 'urn:countersign:example:notes']],
          [['resource', 'nonsense']],
          [['scope', 'notes:read']],
          [['scope', '"']],
          [['colour', 'red']],
          [['code_verifier', '']],
          [
            ['resource', 'a'],
            ['resource', 'b'],
          ],
          [['client_secret', 'x']],
        ),
      )
      .chain((parts) => fc.shuffledSubarray(parts.flat(), { minLength: parts.flat().length })),
    times: mostly(1, 2, 3),
    state: mostly<Polled['state']>('pending', 'approved', 'denied', 'unknown'),
  })
  .map(({ target, ...rest }) => ({ ...target, ...rest }));

describe('the poll lane cannot be told from the engine by its answers', () => {
  let roads: TwoRoads;

  before(async () => {
    roads = await startTwoRoads();
  });
  after(() => roads.stop());

  /** A device code in the state that the request wants it in. */
  async function codeIn(state: Polled['state'], { server, person }: Side): Promise<string> {
    if (state === 'unknown') return 'u'.repeat(43);
    const pending = await askForCode(server.issuer);
    if (state !== 'pending') await person.decide(pending.user_code, state === 'approved' ? 'approve' : 'deny');
    return pending.device_code;
  }

  it(`over ${RUNS} generated requests: status, headers and body`, async () => {
    const tally = await compareMany(roads, shapes, RUNS, async (side, shape) => {
      const code = await codeIn(shape.state, side);
      const answers: Comparable[] = [];
      for (let time = 0; time < shape.times; time += 1) answers.push((await side.exchange(shape, code)).answer);
      return [answers];
    });
    const others = ['slow_down', 'invalid_grant', 'invalid_request', 'invalid_client', 'access_denied', 'invalid_dpop_proof'];
    expectSeen(tally, ['authorization_pending', ...others], RUNS);
  }).timeout(600_000);
});
