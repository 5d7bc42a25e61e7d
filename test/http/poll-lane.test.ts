import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

import { expect } from 'chai';
import fc from 'fast-check';

import { DEVICE_CODE_GRANT, askForCode } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** How many generated requests are compared; more by environment, for a long look. */
const RUNS = Number(process.env.POLL_LANE_RUNS ?? 3000);

/** One token request, with the device code left open. */
interface Shape {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: readonly (readonly [string, string])[];
  readonly chunked: boolean;
  /** How often it is sent in a row. */
  readonly times: number;
  readonly state: 'pending' | 'approved' | 'denied' | 'unknown';
}

/** Stands for the device code, of which each server has its own. */
const CODE = '{code}';

const mostly = <T>(usual: T, ...odd: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...odd) });

const shapes: fc.Arbitrary<Shape> = fc.record({
  method: mostly('POST', 'GET', 'PUT', 'OPTIONS'),
  path: mostly('/token', '/Token', '/token/', '/token?x=y', '//token'),
  headers: fc
    .record({
      'content-type': mostly(
        'application/x-www-form-urlencoded',
        'application/x-www-form-urlencoded;charset=UTF-8',
        'application/x-www-form-urlencoded; charset=iso-8859-1',
        'application/json',
        'text/plain',
      ),
      accept: mostly('*/*', 'text/html', 'application/json', 'image/png'),
      extra: mostly<Record<string, string>>(
        {},
        { origin: 'https://elsewhere.example' },
        { authorization: 'Basic Y29uc29sZTo=' },
        { authorization: 'Bearer x' },
        { dpop: 'not.a.proof' },
        { 'x-forwarded-for': '1.2.3.4' },
      ),
    })
    .map(({ extra, ...headers }) => ({ ...headers, ...extra })),
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
      mostly<[string, string][]>(
        [['client_id', 'console']],
        [],
        [['client_id', '']],
        [['client_id', 'console-strict']],
        [['client_id', 'console-bearer']],
        [['client_id', 'batch']],
        [['client_id', 'nobody']],
        [
          ['client_id', 'console'],
          ['client_id', 'batch'],
        ],
      ),
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
  chunked: mostly(false, true),
  times: mostly(1, 2, 3),
  state: mostly<Shape['state']>('pending', 'approved', 'denied', 'unknown'),
});

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As they were written, in their order. */
  readonly headerNames: readonly string[];
  readonly body: string;
}

describe('the poll lane cannot be told from the engine by its answers', () => {
  const agent = new Agent({ keepAlive: true });
  let servers: readonly [ServerProcess, ServerProcess];
  let people: readonly [Person, Person];

  before(async () => {
    servers = await Promise.all([
      startServer({ logLevel: 'warn' }),
      startServer({ logLevel: 'warn', env: { COUNTERSIGN_POLL_LANE: 'off' } }),
    ]);
    people = [createPerson(servers[0].issuer), createPerson(servers[1].issuer)];
    await Promise.all(people.map((person) => person.signIn()));
  });
  after(async () => {
    agent.destroy();
    await Promise.all(servers.map((server) => server.stop()));
  });

  function send(
    { port, issuer }: ServerProcess,
    { method, path, headers, parameters, chunked }: Shape,
    code: string,
  ): Promise<Reply> {
    const body = new URLSearchParams(parameters.map(([name, value]) => [name, value.replace(CODE, code)])).toString();
    const framing: Record<string, string> = chunked
      ? { 'transfer-encoding': 'chunked' }
      : { 'content-length': String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const sent = request({ port, host: '127.0.0.1', agent, method, path, headers: { ...headers, ...framing } }, (reply) => {
        let text = '';
        reply.on('data', (chunk: Buffer) => (text += chunk.toString()));
        reply.on('end', () =>
          resolve({
            status: reply.statusCode ?? 0,
            headers: reply.headers,
            headerNames: reply.rawHeaders.filter((_, at) => at % 2 === 0),
            body: text.replaceAll(issuer, '{issuer}'),
          }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** A device code in the state that the request wants it in. */
  async function codeIn(state: Shape['state'], server: ServerProcess, person: Person): Promise<string> {
    if (state === 'unknown') return 'u'.repeat(43);
    const pending = await askForCode(server.issuer);
    if (state !== 'pending') await person.decide(pending.user_code, state === 'approved' ? 'approve' : 'deny');
    return pending.device_code;
  }

  async function answersOf(server: ServerProcess, person: Person, shape: Shape): Promise<unknown[]> {
    const code = await codeIn(shape.state, server, person);
    const replies: unknown[] = [];
    for (let time = 0; time < shape.times; time += 1) replies.push(withoutWhatMustDiffer(await send(server, shape, code)));
    return replies;
  }

  it(`over ${RUNS} generated requests: status, headers and body`, async () => {
    const tally = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const [withLane, without] = await Promise.all([
          answersOf(servers[0], people[0], shape),
          answersOf(servers[1], people[1], shape),
        ]);
        expect(withLane).to.deep.equal(without);
        const first = withLane[0] as { body: Record<string, unknown> };
        const what = typeof first.body.error === 'string' ? first.body.error : 'tokens or a page';
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

/** Names of requests, times, tokens and lengths differ between any two answers. */
function withoutWhatMustDiffer({ status, headers, headerNames, body }: Reply): unknown {
  const { date: _date, 'x-request-id': _id, 'content-length': _length, ...rest } = headers;
  if (!(headers['content-type'] ?? '').includes('json'))
    return { status, headers: rest, headerNames, body: body.replaceAll(/[A-Za-z0-9_-]{12,}/g, '…') };
  const parsed = JSON.parse(body) as Record<string, unknown>;
  for (const secret of ['access_token', 'refresh_token', 'id_token', 'request_id']) if (secret in parsed) parsed[secret] = '…';
  return { status, headers: rest, headerNames, body: parsed };
}
