import { expect } from 'chai';
import fc from 'fast-check';

import { DEVICE_CODE_GRANT, askForCode } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import type { Person } from '../support/person.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { errorOf, mostly, oddClient, oddHeaders, oddTarget, startTwoRoads } from '../support/two-roads.ts';
import type { Comparable, Sent, TwoRoads } from '../support/two-roads.ts';

/** How many generated requests are compared; more by environment, for a long look. */
const RUNS = Number(process.env.POLL_LANE_RUNS ?? 3000);

/** One token request, with the device code left open. */
interface Shape extends Sent {
  /** How often it is sent in a row. */
  readonly times: number;
  readonly state: 'pending' | 'approved' | 'denied' | 'unknown';
}

/** Stands for the device code, of which each server has its own. */
const CODE = '{code}';

const shapes: fc.Arbitrary<Shape> = fc
  .record({
    target: oddTarget('/token'),
    headers: oddHeaders,
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
          [['device_code', CODE]],
          [],
          [['device_code', '']],
          [
            ['device_code', CODE],
            ['device_code', CODE],
          ],
          [['device_code', `${CODE}x`]],
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
    state: mostly<Shape['state']>('pending', 'approved', 'denied', 'unknown'),
  })
  .map(({ target, ...rest }) => ({ ...target, ...rest }));

describe('the poll lane cannot be told from the engine by its answers', () => {
  let roads: TwoRoads;
  let people: readonly [Person, Person];

  before(async () => {
    roads = await startTwoRoads();
    people = [createPerson(roads.withLanes.issuer), createPerson(roads.without.issuer)];
    await Promise.all(people.map((person) => person.signIn()));
  });
  after(() => roads.stop());

  /** A device code in the state that the request wants it in. */
  async function codeIn(state: Shape['state'], server: ServerProcess, person: Person): Promise<string> {
    if (state === 'unknown') return 'u'.repeat(43);
    const pending = await askForCode(server.issuer);
    if (state !== 'pending') await person.decide(pending.user_code, state === 'approved' ? 'approve' : 'deny');
    return pending.device_code;
  }

  async function answersOf(server: ServerProcess, person: Person, shape: Shape): Promise<Comparable[]> {
    const code = await codeIn(shape.state, server, person);
    const parameters = shape.parameters.map(([name, value]) => [name, value.replace(CODE, code)] as const);
    const replies: Comparable[] = [];
    for (let time = 0; time < shape.times; time += 1) replies.push(await roads.ask(server, { ...shape, parameters }));
    return replies;
  }

  it(`over ${RUNS} generated requests: status, headers and body`, async () => {
    const tally = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const [withLane, without] = await Promise.all([
          answersOf(roads.withLanes, people[0], shape),
          answersOf(roads.without, people[1], shape),
        ]);
        expect(withLane).to.deep.equal(without);
        const what = (withLane[0] && errorOf(withLane[0])) ?? 'tokens or a page';
        tally.set(what, (tally.get(what) ?? 0) + 1);
      }),
      { numRuns: RUNS },
    );
    expect([...tally.keys()], JSON.stringify(Object.fromEntries(tally))).to.include.members([
      'authorization_pending',
      'invalid_grant',
      'invalid_request',
      'invalid_client',
      'access_denied',
    ]);
    expect(tally.get('authorization_pending')).to.be.greaterThan(RUNS / 10);
  }).timeout(600_000);
});
