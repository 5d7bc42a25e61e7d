import { expect } from 'chai';
import fc from 'fast-check';

import { hostileRequest } from '../support/hostile-requests.ts';
import type { GoodValues, HostileRequest } from '../support/hostile-requests.ts';
import { INJECTED, MARKUP } from '../support/hostile-values.ts';
import { liveValues } from '../support/live-values.ts';
import { readAnswers, sendBytes } from '../support/raw-http.ts';
import type { RawAnswer } from '../support/raw-http.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** How many connections each property tries, and from which seed: `COUNTERSIGN_GENERATED=20000 npm test` for a long night. */
const RUNS = Number(process.env.COUNTERSIGN_GENERATED ?? 1200);
const SEED = process.env.COUNTERSIGN_GENERATED_SEED;
/** Milliseconds for each of them, generously: on a busy machine fewer are tried, and nothing fails. */
const PER_RUN = 4;

const OAUTH = ['/device_authorization', '/token', '/revoke', '/introspect'];
const PAGES = [
  ...['/', '/device', '/link', '/device/decision', '/sign-in', '/sign-out', '/nowhere', '/assets/countersign.css'],
  ...['/devices', '/devices/end', '/devices/end-all', '/devices/rename', '/troubleshooting'],
];
const OTHERS = [
  ...['/authorize', '/userinfo', '/jwks', '/health/live', '/health/ready'],
  ...['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'],
  ...[
    '/api/devices',
    '/api/devices/x',
    '/auth/device/lookup',
    '/auth/device/approve',
    '/sign-in/return',
    '/sign-out/backchannel',
  ],
];

/** What Node's HTTP parser itself answers to what is no HTTP: no body, and no request of ours. */
const PARSER_REFUSALS = [400, 408, 413, 417, 431];
/** What an answer to anybody must never show. */
const STACK = /\n\s+at |node_modules|\.[tj]s:\d+/;

describe('generated requests at every public address: always a whole answer of the right form', () => {
  let server: ServerProcess;
  let good: GoodValues;

  before(async () => {
    server = await startServer();
    good = await liveValues(server.issuer);
  });
  after(() => server.stop());
  afterEach('the server lives, and found no fault of its own', async () => {
    expect((await fetch(`${server.issuer}/health/ready`)).status).to.equal(200);
    expect(server.events().filter(({ level }) => level === 'error')).to.deep.equal([]);
  });

  async function holdsFor(
    paths: readonly string[],
    judge: (request: HostileRequest, answer: RawAnswer) => void,
  ): Promise<Set<number>> {
    const seen = new Set<number>();
    const requests = fc.array(hostileRequest(paths, good), { minLength: 1, maxLength: 4 });
    const property = fc.asyncProperty(requests, async (pipeline) => {
      const last = pipeline.findIndex(({ isLast }) => isLast);
      const sent = last < 0 ? [...pipeline, FAREWELL] : pipeline.slice(0, last + 1);
      const bytes = await sendBytes(
        server.port,
        sent.flatMap(({ pieces }) => [...pieces]),
      );
      const answers = readAnswers(
        bytes,
        sent.map(({ method }) => method),
      );
      expect(answers, 'one answer for each request').to.have.length(sent.length);
      for (const [index, answer] of answers.entries()) {
        const request = pipeline[index];
        judgeAny(answer);
        seen.add(answer.status);
        if (request && !isParserRefusal(answer)) judge(request, answer);
      }
    });
    await fc.assert(property, {
      numRuns: RUNS,
      interruptAfterTimeLimit: RUNS * PER_RUN,
      ...(SEED === undefined ? {} : { seed: Number(SEED) }),
    });
    expectNothingPrinted();
    return seen;
  }

  function expectNothingPrinted(): void {
    const lines = server.output().split('\n');
    expect(lines.filter((line) => line !== '' && !line.startsWith('{')).slice(3), 'after its welcome').to.deep.equal([]);
  }

  it('endpoints of programs: an OAuth error as JSON, never kept, never a page (RFC 6749, sections 5.1 and 5.2)', async () => {
    const seen = await holdsFor(OAUTH, ({ method, target }, answer) => {
      const { status, headers, body } = answer;
      if (!OAUTH.includes(pathOf(target)) || method === 'OPTIONS') return;
      expect(headers.get('cache-control'), 'Cache-Control').to.include('no-store');
      if (method === 'HEAD' || (status === 200 && body === '')) return;
      expect(headers.get('content-type')).to.match(/^application\/json/);
      const answered = JSON.parse(body) as { error?: unknown; error_description?: unknown };
      if (status === 200) return;
      expect(status).to.be.oneOf([400, 401, 405, 413, 415]);
      expect(answered.error)
        .to.be.a('string')
        .that.matches(/^[a-z_]+$/);
      if (answered.error_description !== undefined) expect(answered.error_description).to.be.a('string');
    });
    expect([...seen], 'good and bad requests were among them').to.include.members([200, 400, 401, 405]);
  }).timeout(RUNS * PER_RUN + 30_000);

  it('pages: HTML or a redirect to ourselves for people, problem details for programs, and no markup of theirs', async () => {
    const seen = await holdsFor(PAGES, ({ method, target }, answer) => {
      const { status, headers, body } = answer;
      expect(status).to.be.oneOf([200, 303, 302, 400, 401, 403, 404, 405, 422, 429]);
      expect(headers.get('content-security-policy')).to.include("default-src 'none'");
      if (status === 302 || status === 303) {
        const location = new URL(headers.get('location') ?? '', server.issuer);
        expect(location.origin, headers.get('location')).to.equal(server.issuer);
        return;
      }
      if (pathOf(target).startsWith('/assets') || target.startsWith('http')) return;
      expect(headers.get('content-type')).to.match(/^(?:text\/html; charset=utf-8|application\/problem\+json)/);
      expect(headers.get('cache-control') ?? 'no-store').to.equal('no-store');
      if (method !== 'HEAD' && headers.get('content-type')?.startsWith('text/html'))
        expect(body).to.match(/^<!doctype html>[\s\S]*<\/html>\s*$/);
      if (headers.get('content-type')?.startsWith('application/problem') && method !== 'HEAD')
        expect(JSON.parse(body)).to.include.keys('status', 'title', 'code', 'request_id').and.include({ status });
    });
    expect([...seen], 'good and bad requests were among them').to.include.members([200, 303, 400, 403, 404, 405]);
  }).timeout(RUNS * PER_RUN + 30_000);

  it('everything else: metadata, keys, health, and addresses that are nobody’s', async () => {
    await holdsFor([...OTHERS, ...OAUTH, ...PAGES], (_request, { status, headers }) => {
      expect(status).to.be.oneOf([200, 204, 302, 303, 400, 401, 403, 404, 405, 413, 415, 422, 429]);
      expect(headers.get('x-content-type-options')).to.equal('nosniff');
    });
  }).timeout(RUNS * PER_RUN + 30_000);

  it('a peer that hangs up in the middle of any request: at most an answer, and nobody else notices', async () => {
    const broken = fc.tuple(hostileRequest([...OAUTH, ...PAGES, ...OTHERS], good), fc.double({ min: 0, max: 1, noNaN: true }));
    const property = fc.asyncProperty(broken, async ([{ method, pieces }, part]) => {
      const whole = Buffer.concat([...pieces]);
      const bytes = await sendBytes(server.port, [whole.subarray(0, Math.floor(whole.length * part))], { hangUp: true });
      for (const answer of readAnswers(bytes, [method])) judgeAny(answer);
    });
    await fc.assert(property, {
      numRuns: Math.ceil(RUNS / 2),
      interruptAfterTimeLimit: RUNS * PER_RUN,
      ...(SEED === undefined ? {} : { seed: Number(SEED) }),
    });
  }).timeout(RUNS * PER_RUN + 30_000);
});

/** Ends the connection in good order after the pipeline, so that nobody has to wait. */
const FAREWELL = {
  method: 'GET',
  pieces: [Buffer.from('GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')],
};

/** What is true of every answer, whatever the question. */
function judgeAny(answer: RawAnswer): void {
  const { status, headers, body } = answer;
  expect(status, body.slice(0, 500)).to.be.within(200, 499);
  expect(body, 'no stack trace').not.to.match(STACK);
  expect(body, 'no markup of theirs').not.to.include(MARKUP);
  expect([...headers.keys()], 'no header of theirs').not.to.include(INJECTED);
  if (!isParserRefusal(answer)) expect(headers.get('x-request-id')).to.match(/^[\w-]{12}$/);
}

function isParserRefusal({ status, headers, body }: RawAnswer): boolean {
  return !headers.has('x-request-id') && body === '' && PARSER_REFUSALS.includes(status);
}

function pathOf(target: string): string {
  return target.split('?', 1)[0]?.toLowerCase() ?? '';
}
