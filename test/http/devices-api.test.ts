import { expect } from 'chai';
import { decodeJwt } from 'jose';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { askForCode, refresh } from '../support/http-console.ts';
import { describedApi } from '../support/openapi.ts';
import { pairDevice, signedIn } from '../support/pair-device.ts';
import type { Tokens } from '../support/pair-device.ts';
import { createPerson } from '../support/person.ts';
import type { Person } from '../support/person.ts';
import { startProduct, unsigned } from '../support/product.ts';
import type { Product } from '../support/product.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const ORIGIN = 'https://app.example.com';
const NOBODYS = 'A'.repeat(22);

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

const idOf = (tokens: Tokens): string => String(decodeJwt(String(tokens.access_token)).device_id);

describe('the account API for devices, as docs/openapi.yaml describes it', () => {
  const described = describedApi('/api/devices');
  let product: Product;
  let config: ConfigFolder;
  let server: ServerProcess;
  let alice: Person;

  before(async () => {
    [product, config] = await Promise.all([startProduct('account-api'), copyConfigFolder()]);
    await config.change('countersign.yaml', (file) =>
      file.set('approval_api', {
        ...{ issuer: product.origin, audience: product.audience, jwks_uri: `${product.origin}/jwks.json` },
        ...{ max_age: '1h', origins: [ORIGIN] },
      }),
    );
  });
  beforeEach(async () => {
    server = await startServer({ config: config.path });
    alice = await signedIn(server.issuer);
  });
  afterEach(() => server.stop());
  after(() => Promise.all([product.stop(), config.remove()]));

  async function send(method: string, path: string, headers: Record<string, string>, body?: unknown): Promise<Answer> {
    const reply = await fetch(`${server.issuer}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    const answer = {
      status: reply.status,
      headers: reply.headers,
      body: (text ? JSON.parse(text) : undefined) as Answer['body'],
    };
    if (method !== 'OPTIONS') {
      const template = path.replace(/^(\/api\/devices)\/[^/]+$/, '$1/{id}');
      described.check({ path: template, method: method.toLowerCase(), ...answer });
    }
    return answer;
  }

  /** Asks from a page of ours, in the person's web session. */
  const cookieOf = (person: Person): string => [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  async function inSession(person: Person): Promise<Record<string, string>> {
    const { headers } = await send('GET', '/api/devices', { Cookie: cookieOf(person) });
    return { Cookie: cookieOf(person), 'X-CSRF-Token': headers.get('X-CSRF-Token') ?? '' };
  }

  /** Asks from a page of the product, with the token it has for its user. */
  const asBearer = async (subject = 'alice'): Promise<Record<string, string>> => ({
    Authorization: `Bearer ${await product.token(subject)}`,
  });

  const idsIn = ({ body }: Answer): string[] => (body.devices as { id: string }[]).map(({ id }) => id);

  const lives = async (tokens: Tokens): Promise<boolean> => (await refresh(server.issuer, tokens.refresh_token)).status === 200;

  for (const [way, credentials] of [
    ['a web session', () => inSession(alice)],
    ['a bearer token of the product', () => asBearer()],
  ] as const) {
    describe(`with ${way}`, () => {
      it('lists what is known of each device, in the language that is asked for', async () => {
        await pairDevice(server.issuer, alice, { device_name: 'build box' }, { 'User-Agent': 'countersign/1.4 (linux)' });
        const awaited = await askForCode(server.issuer, { device_name: 'on its way' });
        await alice.decide(awaited.user_code, 'approve');
        const { status, headers, body } = await send('GET', '/api/devices', {
          ...(await credentials()),
          'Accept-Language': 'de',
        });
        expect(status).to.equal(200);
        expect(headers.get('Cache-Control')).to.equal('no-store');
        const [paired, waiting] = body.devices as Record<string, unknown>[];
        expect(paired).to.deep.include({
          ...{ state: 'paired', name: 'build box', client: { id: 'console', name: 'Example Console' }, paired_by: 'code' },
          ...{ api: { id: 'urn:countersign:example:notes', name: 'Example Notes' }, last_used_from: '127.0.0.1' },
          paired_from: { address: '127.0.0.1', user_agent: 'countersign/1.4 (linux)' },
        });
        expect(JSON.stringify(paired?.scopes)).to.include('notes:read').and.include('Wissen, welches Konto das ist');
        expect(waiting).to.include({ state: 'awaited', name: 'on its way' });
        expect(JSON.stringify(body)).not.to.match(/accountId|person|token/);
      });

      it('renames one, ends one, and ends all', async () => {
        const [one, two, three] = [
          await pairDevice(server.issuer, alice),
          await pairDevice(server.issuer, alice),
          await pairDevice(server.issuer, alice),
        ];
        const headers = await credentials();
        const renamed = await send('PATCH', `/api/devices/${idOf(one)}`, headers, { name: ' <b>\u202eBüro</b>\u0000 ' });
        expect(renamed.status).to.equal(200);
        expect(renamed.body).to.include({ id: idOf(one), name: '<b>Büro</b>' });

        expect((await send('DELETE', `/api/devices/${idOf(one)}`, headers)).status).to.equal(204);
        expect([await lives(one), await lives(two)]).to.deep.equal([false, true]);
        expect((await send('DELETE', `/api/devices/${idOf(one)}`, headers)).body).to.include({ code: 'unknown_device' });
        expect(idsIn(await send('GET', '/api/devices', headers))).to.have.members([idOf(two), idOf(three)]);

        expect((await send('DELETE', '/api/devices', headers)).body).to.deep.equal({ ended: 2 });
        expect([await lives(two), await lives(three)]).to.deep.equal([false, false]);
        expect((await alice.open('/device')).url, 'and the web session goes on').to.equal(`${server.issuer}/device`);
      });

      it('takes no name that cannot be seen, is too long, or is none', async () => {
        const tokens = await pairDevice(server.issuer, alice, { device_name: 'kept' });
        const [headers, path] = [await credentials(), `/api/devices/${idOf(tokens)}`];
        for (const body of [{ name: '' }, { name: '\u200b\u0007' }, { name: 'x'.repeat(65) }, {}, { name: 7 }, '{', '[]'])
          expect((await send('PATCH', path, headers, body)).body, JSON.stringify(body)).to.include({ code: 'invalid_request' });
        const { body } = await send('GET', '/api/devices', headers);
        expect(body.devices).to.have.nested.property('[0].name', 'kept');
      });
    });
  }

  describe('an attacker', () => {
    it('who knows an id opens nothing, and is told the same as of one that nobody has', async () => {
      const tokens = await pairDevice(server.issuer, alice, { device_name: 'hers' });
      const bob = await signedIn(server.issuer, 'bob', 'builder');
      for (const headers of [await inSession(bob), await asBearer('bob')]) {
        const answers = [];
        for (const id of [idOf(tokens), NOBODYS, '..%2f..', "'%20or%201=1"]) {
          answers.push(await send('DELETE', `/api/devices/${id}`, headers));
          answers.push(await send('PATCH', `/api/devices/${id}`, headers, { name: 'owned' }));
        }
        const told = answers.map(({ status, body: { request_id: _id, ...body } }) => JSON.stringify({ status, body }));
        expect(new Set(told)).to.have.property('size', 1);
        expect(answers[0]?.body).to.include({ status: 404, code: 'unknown_device' });
        expect(idsIn(await send('GET', '/api/devices', headers))).to.deep.equal([]);
      }
      expect(await lives(tokens)).to.equal(true);
    });

    it('without a session and without a token learns nothing, whatever they ask', async () => {
      for (const [method, path] of [
        ['GET', '/api/devices'],
        ['DELETE', '/api/devices'],
        ['PATCH', `/api/devices/${NOBODYS}`],
        ['DELETE', `/api/devices/${NOBODYS}`],
      ] as const) {
        const { status, headers, body } = await send(method, path, {});
        expect(status, `${method} ${path}`).to.equal(401);
        expect(body.code).to.equal('invalid_token');
        expect(headers.get('WWW-Authenticate')).to.equal('Bearer');
      }
      const forged = { Authorization: `Bearer ${unsigned(await product.token('alice'))}`, Cookie: cookieOf(alice) };
      expect((await send('GET', '/api/devices', forged)).status, 'a bad token is not made good by a session').to.equal(401);
    });

    it('whose page a person is on changes nothing in their session: no token, another’s, or the right one from another site', async () => {
      const tokens = await pairDevice(server.issuer, alice);
      const bob = await signedIn(server.issuer, 'bob', 'builder');
      const good = await inSession(alice);
      const path = `/api/devices/${idOf(tokens)}`;
      const attempts: Record<string, string>[] = [
        { Cookie: cookieOf(alice) },
        { ...good, 'X-CSRF-Token': 'forged' },
        { ...good, 'X-CSRF-Token': String((await inSession(bob))['X-CSRF-Token']) },
        { ...good, 'Sec-Fetch-Site': 'cross-site' },
      ];
      for (const headers of attempts) {
        for (const answer of [
          await send('DELETE', path, headers),
          await send('DELETE', '/api/devices', headers),
          await send('PATCH', path, headers, { name: 'x' }),
        ])
          expect(answer.body).to.include({ status: 403, reason: 'csrf' });
      }
      expect(await lives(tokens)).to.equal(true);
    });

    it('on an origin that is not listed is refused; a listed one gets no cookie along', async () => {
      const elsewhere = await send('GET', '/api/devices', { ...(await asBearer()), Origin: 'https://evil.example' });
      expect(elsewhere.body).to.include({ status: 403, reason: 'origin' });
      const preflight = await send('OPTIONS', `/api/devices/${NOBODYS}`, { Origin: ORIGIN });
      expect(preflight.status).to.equal(204);
      expect(preflight.headers.get('Access-Control-Allow-Methods')).to.equal('GET, PATCH, DELETE');
      expect(preflight.headers.get('Access-Control-Allow-Credentials')).to.equal(null);
      expect((await send('GET', '/api/devices', { ...(await asBearer()), Origin: ORIGIN })).status).to.equal(200);
    });
  });

  describe('answers whatever comes', () => {
    it('has no other methods', async () => {
      const reply = await fetch(`${server.issuer}/api/devices`, { method: 'POST' });
      expect(reply.status).to.equal(405);
      expect(reply.headers.get('Allow')).to.include('DELETE');
      expect((await reply.json()) as object).to.include({ code: 'method_not_allowed' });
    });

    it('says that it may be asked again while the keys of the product cannot be had', async () => {
      product.hideKeys();
      for (const [method, path] of [
        ['GET', '/api/devices'],
        ['DELETE', '/api/devices'],
        ['PATCH', `/api/devices/${NOBODYS}`],
        ['DELETE', `/api/devices/${NOBODYS}`],
      ] as const)
        expect((await send(method, path, await asBearer())).body).to.include({ status: 503, code: 'unavailable' });
      expect((await createPerson(server.issuer).open('/device')).status, 'people go on signing in').to.equal(200);
    });
  });

  describe('is described whole', () => {
    it('every status of every path was met above', () => expect(described.unmet()).to.deep.equal([]));
  });
});
