import { expect } from 'chai';
import fc from 'fast-check';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { HOSTILE_TEXTS } from '../support/hostile-values.ts';
import { askForCode, poll } from '../support/http-console.ts';
import { startProduct } from '../support/product.ts';
import type { Product } from '../support/product.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** How many requests are tried; more by environment, for a long look. */
const RUNS = Number(process.env.COUNTERSIGN_GENERATED ?? 600);

/** What the JSON APIs may answer (docs/openapi.yaml), and nothing else. */
const STATUSES = [200, 204, 400, 401, 403, 404, 405, 409, 410, 413, 415, 429];

const ORIGIN = 'https://app.example.com';

describe('generated requests at the APIs for a product: problem details each time (RFC 9457), and never a fault of ours', () => {
  let product: Product;
  let config: ConfigFolder;
  let server: ServerProcess;
  let tokens: readonly string[];
  let codes: readonly string[];

  before(async () => {
    [product, config] = await Promise.all([startProduct('approval-api'), copyConfigFolder()]);
    const keys = { issuer: product.origin, jwks_uri: `${product.origin}/jwks.json` };
    await config.change('countersign.yaml', (file) => {
      file.set('web_session', {
        kind: 'host_jwt',
        cookie: 'app',
        audience: 'web',
        login_url: `${product.origin}/login`,
        ...keys,
      });
      file.set('approval_api', { audience: 'approval-api', max_age: '15m', origins: [ORIGIN], ...keys });
      file.set('guess_limit', { per_account: 1000, per_network: 100_000, overall: 1_000_000 }); // so that not every answer is 429
    });
    server = await startServer({ config: config.path });
    tokens = [
      '',
      'x',
      await product.token('alice'),
      await product.token('bob'),
      await product.token('alice', { claims: { exp: 1 } }),
    ];
    codes = await Promise.all(Array.from({ length: 8 }, async () => (await askForCode(server.issuer)).user_code));
  });
  after(async () => {
    await server.stop();
    await Promise.all([product.stop(), config.remove()]);
  });

  const text = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 40 }));
  const mostlyOne = (usual: () => readonly string[], odd: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 4, arbitrary: fc.nat(99).map((n) => usual()[n % usual().length]) }, { weight: 1, arbitrary: odd });
  const member = (usual: () => readonly string[]) => mostlyOne(usual, fc.oneof(text, fc.jsonValue({ maxDepth: 2 })));

  const body = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .record({ user_code: member(() => codes), review: member(() => ['x'.repeat(22)]), name: text }, { requiredKeys: [] })
        .map((value) => JSON.stringify(value)),
    },
    { weight: 2, arbitrary: fc.json({ maxDepth: 3 }) },
    { weight: 1, arbitrary: text },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        '{',
        '{"user_code":"a","user_code":"b"}',
        '{"__proto__":{"user_code":1}}',
        '['.repeat(5000),
        `"${'x'.repeat(20_000)}"`,
      ),
    },
  );
  const request = fc.record({
    path: fc.constantFrom(
      ...['/auth/device/lookup', '/auth/device/approve', '/auth/device/deny', '/auth/device/x%00'],
      ...['/api/devices', '/api/devices/x', `/api/devices/${'a'.repeat(22)}`, '/api/devices/%ff'],
    ),
    method: fc.constantFrom('POST', 'POST', 'POST', 'GET', 'DELETE', 'PATCH', 'OPTIONS', 'PUT'),
    type: fc.constantFrom('application/json', 'application/json', 'application/json; charset=utf-16', 'text/plain', ''),
    origin: fc.constantFrom('', ORIGIN, 'https://evil.example', 'null'),
    token: fc.nat(4),
    body,
  });

  it('whatever is sent, with a good token or without', async () => {
    const seen = new Map<number, number>();
    const property = fc.asyncProperty(request, async ({ path, method, type, origin, token, body: sent }) => {
      const headers: Record<string, string> = {
        ...(type && { 'Content-Type': type }),
        ...(origin && { Origin: origin }),
        ...(tokens[token] && { Authorization: `Bearer ${tokens[token]}` }),
      };
      const reply = await fetch(`${server.issuer}${path}`, { method, headers, ...(method !== 'GET' && { body: sent }) });
      const answered = await reply.text();
      seen.set(reply.status, (seen.get(reply.status) ?? 0) + 1);
      expect(reply.status, answered.slice(0, 500)).to.be.oneOf(STATUSES);
      expect(reply.headers.get('Access-Control-Allow-Origin') ?? ORIGIN, 'no other origin reads it').to.equal(ORIGIN);
      if (reply.status < 300) return;
      expect(reply.headers.get('Content-Type')).to.match(/^application\/problem\+json/);
      expect(JSON.parse(answered)).to.include.keys('status', 'title', 'code').and.include({ status: reply.status });
    });
    await fc.assert(property, { numRuns: RUNS, interruptAfterTimeLimit: RUNS * 10 });
    expect([...seen.keys()], JSON.stringify([...seen])).to.include.members([200, 400, 401, 404, 405]);
    expect(server.events().filter(({ level }) => level === 'error')).to.deep.equal([]);
  }).timeout(RUNS * 10 + 30_000);

  it('and a code is still approved by who looks and says yes', async () => {
    const pending = await askForCode(server.issuer);
    const send = async (operation: string, content: object): Promise<Record<string, unknown>> => {
      const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${tokens[2] ?? ''}` };
      const reply = await fetch(`${server.issuer}/auth/device/${operation}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(content),
      });
      return (await reply.json()) as Record<string, unknown>;
    };
    const { review } = await send('lookup', { user_code: pending.user_code });
    expect(await send('approve', { user_code: pending.user_code, review })).to.include({ status: 'approved' });
    expect((await poll(server.issuer, pending.device_code)).status).to.equal(200);
  });
});
