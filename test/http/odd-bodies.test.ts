import { expect } from 'chai';

import { DEVICE_CODE_GRANT, askForCode, poll } from '../support/http-console.ts';
import { readAnswers, sendBytes } from '../support/raw-http.ts';
import type { RawAnswer } from '../support/raw-http.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { startTwoRoads } from '../support/two-roads.ts';
import type { Side, TwoRoads } from '../support/two-roads.ts';

const FORM = 'Content-Type: application/x-www-form-urlencoded';
const BOM = '\u00ef\u00bb\u00bf';

/** A device code and a refresh token that are good at the server that is asked. */
interface Live {
  readonly code: string;
  readonly refresh: string;
}

/** A request as bytes: each character of the body is one. */
interface Odd {
  readonly target?: string;
  readonly fields?: readonly string[];
  readonly version?: string;
  readonly body: (live: Live) => string;
}

const polling = ({ code }: Live): string =>
  `grant_type=${encodeURIComponent(DEVICE_CODE_GRANT)}&client_id=console&device_code=${code}`;
const refreshing = ({ refresh }: Live): string => `grant_type=refresh_token&client_id=console&refresh_token=${refresh}`;
const asking = (): string => 'client_id=console&scope=notes:read';

/** The other differential tests send forms that a program wrote. These are what a program would not write, and what two readers may read in two ways. */
const ODD: Readonly<Record<string, Odd>> = {
  'a question mark before a poll': { body: (live) => `?${polling(live)}` },
  'a question mark before a refresh': { body: (live) => `?${refreshing(live)}` },
  'a question mark before a device request': { target: '/device_authorization', body: () => `?${asking()}` },
  'a byte order mark': { body: (live) => BOM + polling(live) },
  'a byte order mark, with a charset': { fields: [`${FORM};charset=utf-8`], body: (live) => BOM + polling(live) },
  'a charset in quotes': { fields: [`${FORM};charset="utf-8"`], body: polling },
  'two content types': { fields: [FORM, 'Content-Type: application/json'], body: polling },
  'two content types, the other way round': { fields: ['Content-Type: application/json', FORM], body: polling },
  'no content type': { fields: [], body: polling },
  'nothing between ampersands': { body: (live) => `&&${polling(live)}&&` },
  'a value without a name': { body: (live) => `${polling(live)}&=x` },
  'a name without a value': { body: (live) => `${polling(live)}&code_verifier` },
  'a name spelt in percents': { body: (live) => polling(live).replace('device_code', 'device%5Fcode') },
  'a name twice, once in percents': { body: (live) => `${polling(live)}&client%5Fid=console-bearer` },
  'names of every object': { body: (live) => `${polling(live)}&__proto__=x&constructor=y` },
  'semicolons in place of ampersands': { body: (live) => polling(live).replaceAll('&', ';') },
  'a null byte': { body: (live) => `${polling(live)}\0` },
  'a null byte in percents': { body: (live) => `${refreshing(live)}%00` },
  'a line break at the end': { body: (live) => `${polling(live)}\r\n` },
  'a letter in an overlong form (RFC 3629, section 3)': { body: (live) => polling(live).replace('console', '%c1%a3onsole') },
  'bytes that are no UTF-8': { body: (live) => `${polling(live)}\u00c0\u00af` },
  'half a percent at the end': { body: (live) => `${polling(live)}%` },
  'a percent that is none, in the client': { body: (live) => polling(live).replace('console', 'console%zz') },
  'a blank before the client': { body: (live) => polling(live).replace('console', '+console') },
  'a refresh token beside a device code': { body: (live) => `${polling(live)}&refresh_token=${live.refresh}` },
  'a device code beside a refresh token': { body: (live) => `${refreshing(live)}&device_code=${live.code}` },
  'scopes with a tab between': { target: '/device_authorization', body: () => `${asking()}%09notes:write` },
  'as much as the lane reads': { body: (live) => `${polling(live)}&code_verifier=`.padEnd(4096, 'x') },
  'one byte more': { body: (live) => `${polling(live)}&code_verifier=`.padEnd(4097, 'x') },
  'HTTP/1.0': { version: '1.0', body: polling },
  'a target that is a whole address': { target: 'http://evil.example/token', body: polling },
  'a code in the target too': { target: '/token?device_code=x', body: polling },
  'another method in a header': { fields: [FORM, 'X-HTTP-Method-Override: GET'], body: polling },
  'a proof that is empty': { fields: [FORM, 'DPoP:'], body: polling },
  'two proofs': { fields: [FORM, 'DPoP: a.b.c', 'DPoP: d.e.f'], body: polling },
  'credentials that are empty': { fields: [FORM, 'Authorization:'], body: polling },
  'an origin of null': { fields: [FORM, 'Origin: null'], body: polling },
};

describe('odd bodies: whoever reads the bytes, a lane or the engine, reads the same request in them', () => {
  let roads: TwoRoads;
  let refreshTokens: ReadonlyMap<ServerProcess, string>;

  before(async () => {
    roads = await startTwoRoads();
    const pairs = roads.sides.map(async (side) => [side.server, await pair(side)] as const);
    refreshTokens = new Map(await Promise.all(pairs));
  });
  after(() => roads.stop());

  async function pair({ server: { issuer }, person }: Side): Promise<string> {
    const pending = await askForCode(issuer);
    await person.decide(pending.user_code, 'approve');
    return String((await poll(issuer, pending.device_code)).body.refresh_token);
  }

  /** @returns what must be the same on both roads */
  async function send(
    server: ServerProcess,
    { target = '/token', fields = [FORM], version = '1.1', body }: Odd,
  ): Promise<object> {
    const { device_code: code } = await askForCode(server.issuer);
    const content = Buffer.from(body({ code, refresh: refreshTokens.get(server) ?? '' }), 'latin1');
    const more = ['Host: localhost', 'Connection: close', ...fields, `Content-Length: ${content.length}`].join('\r\n');
    const head = `POST ${target} HTTP/${version}\r\n${more}\r\n\r\n`;
    const bytes = await sendBytes(server.port, [Buffer.concat([Buffer.from(head), content])]);
    const answers = readAnswers(bytes, ['POST']);
    expect(answers, 'one answer').to.have.length(1);
    return comparable(answers[0]!, server.issuer);
  }

  for (const [what, odd] of Object.entries(ODD)) {
    it(what, async () => {
      const [withLanes, without] = await Promise.all(roads.sides.map(({ server }) => send(server, odd)));
      expect(withLanes).to.deep.equal(without);
    });
  }

  it('a question mark before a token to revoke: the same for one that is looked at before the engine does, and for any other', async () => {
    for (const token of ['eyJhbGciOiJFUzI1NiJ9.e30.x', 'x']) {
      const answer = await send(roads.sides[0].server, { target: '/revoke', body: () => `?token=${token}&client_id=console` });
      expect(answer, token).to.include({ status: 400 });
    }
  });

  it('polls in one segment, the last cut in the middle: each is answered once, in order, by its own client’s rights', async () => {
    const [{ server }] = roads.sides;
    const [mine, theirs] = await Promise.all([
      askForCode(server.issuer),
      askForCode(server.issuer, { client_id: 'console-bearer' }),
    ]);
    const request = (client: string, code: string): string => {
      const body = polling({ code, refresh: '' }).replace('console', client);
      return `POST /token HTTP/1.1\r\nHost: x\r\n${FORM}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    };
    const farewell = 'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const all =
      request('console', mine.device_code) +
      request('console-bearer', theirs.device_code) +
      request('console', theirs.device_code) +
      farewell;
    const cut = all.lastIndexOf('device_code=') + 20;
    const bytes = await sendBytes(server.port, [Buffer.from(all.slice(0, cut)), Buffer.from(all.slice(cut))]);
    const answers = readAnswers(bytes, ['POST', 'POST', 'POST', 'GET']);
    expect(answers.map(({ body }) => (JSON.parse(body) as { error?: string }).error)).to.deep.equal([
      'authorization_pending',
      'authorization_pending',
      'invalid_grant',
      undefined,
    ]);
  });

  it('a body that is longer than it says is no second request of anybody', async () => {
    const [{ server }] = roads.sides;
    const { device_code: code } = await askForCode(server.issuer);
    const body = polling({ code, refresh: '' });
    const hidden = `POST /token HTTP/1.1\r\nHost: x\r\n${FORM}\r\nContent-Length: 0\r\n\r\n`;
    for (const framing of [
      `Content-Length: ${body.length}\r\nContent-Length: ${body.length + hidden.length}`,
      `Content-Length: ${body.length}\r\nTransfer-Encoding: chunked`,
      `Content-Length: +${body.length}`,
      `Content-Length: ${body.length}, ${body.length}`,
      'Transfer-Encoding: chunked, identity',
      'Transfer-Encoding: xchunked',
    ]) {
      const bytes = await sendBytes(server.port, [
        Buffer.from(`POST /token HTTP/1.1\r\nHost: x\r\n${FORM}\r\n${framing}\r\n\r\n${body}${hidden}`),
      ]);
      const answers = readAnswers(bytes, ['POST', 'POST']);
      expect(
        answers.map(({ status }) => status),
        framing,
      ).to.deep.equal([400]);
      expect(answers[0]?.body, 'and nothing of ours has looked at it').to.equal('');
    }
  });
});

function comparable({ status, headers, body }: RawAnswer, issuer: string): object {
  const rest = [...headers].filter(([name]) => !['date', 'x-request-id', 'content-length'].includes(name));
  const names = 'device_code|user_code|verification_uri_complete|access_token|id_token|refresh_token';
  return { status, rest, body: body.replaceAll(issuer, '').replaceAll(new RegExp(`"(${names})":"[^"]*"`, 'g'), '"$1":""') };
}
