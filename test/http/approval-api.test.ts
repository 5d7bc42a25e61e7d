import { expect } from 'chai';
import { decodeJwt } from 'jose';

import { createApprovalClient } from '../support/approval-client.ts';
import type { ApprovalClient } from '../support/approval-client.ts';
import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { askForCode, poll, refresh } from '../support/http-console.ts';
import { describedApi } from '../support/openapi.ts';
import { createPerson } from '../support/person.ts';
import { startProduct } from '../support/product.ts';
import type { Product, TokenChanges } from '../support/product.ts';
import { REFUSED_TOKENS } from '../support/refused-tokens.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const ORIGIN = 'https://app.example.com';
const NOBODYS = 'BCDF-GHJK';

describe('the approval API, as docs/openapi.yaml describes it', () => {
  const described = describedApi();
  let product: Product;
  let config: ConfigFolder;
  let server: ServerProcess;

  before(async () => {
    [product, config] = await Promise.all([startProduct('approval-api'), copyConfigFolder()]);
    await config.change('countersign.yaml', (file) => {
      file.set('web_session', {
        kind: 'host_jwt',
        cookie: 'app_session',
        issuer: product.origin,
        audience: 'web-session',
        jwks_uri: `${product.origin}/jwks.json`,
        login_url: `${product.origin}/login`,
      });
      file.set('approval_api', approvalApiOf(product));
      file.set('acr_levels', ['pwd', 'mfa', 'phr']);
    });
    await config.change('clients.yaml', (file) => {
      file.setIn(['clients', 2, 'lifetimes'], { device_code: '2s', interval: '1s' });
      file.addIn(['clients'], {
        id: 'console-strict-approval',
        name: 'Example Console (strict approval)',
        authentication: { method: 'none' },
        grants: ['device_code'],
        apis: ['urn:countersign:example:notes'],
        require_fresh_sign_in: '5m',
        min_acr: 'mfa',
        confirm_code: true,
      });
    });
    await config.change('clients.yaml', (file) => {
      for (const whenFull of ['refuse', 'evict']) {
        file.addIn(['clients'], {
          ...{ id: `console-${whenFull}`, name: 'Example Console (one place)', authentication: { method: 'none' } },
          ...{ grants: ['device_code', 'refresh_token'], apis: ['urn:countersign:example:notes'] },
          devices: { max: 1, when_full: whenFull },
        });
      }
    });
    server = await startServer({ config: config.path });
  });
  after(async () => {
    await server.stop();
    await Promise.all([product.stop(), config.remove()]);
  });

  async function clientOf(subject: string, changes?: TokenChanges, headers?: Record<string, string>): Promise<ApprovalClient> {
    return createApprovalClient(server.issuer, await product.token(subject, changes), described, headers);
  }

  describe('looks up', () => {
    it('who asks, for what, from where and when, with a handle to decide by', async () => {
      const pending = await askForCode(
        server.issuer,
        { scope: 'openid notes:read notes:purge', device_name: 'build box' },
        { 'User-Agent': 'countersign/1.0 (linux)' },
      );
      const { status, headers, body } = await (await clientOf('alice')).lookup(pending.user_code.toLowerCase().replace('-', ' '));
      expect(status).to.equal(200);
      expect(headers.get('Cache-Control')).to.equal('no-store');
      expect(body).to.deep.include({
        user_code: pending.user_code,
        client: { id: 'console', name: 'Example Console' },
        device: { name: 'build box', address: '127.0.0.1', user_agent: 'countersign/1.0 (linux)' },
        api: { id: 'urn:countersign:example:notes', name: 'Example Notes' },
        left_out: [],
        same_network: 'same',
      });
      expect(body.scopes).to.deep.equal([
        { name: 'openid', description: 'Know which account this is', dangerous: false },
        { name: 'notes:read', description: 'Read your notes', dangerous: false },
        { name: 'notes:purge', description: 'Delete all your notes for good', dangerous: true },
      ]);
      const seconds = (name: string) => Date.parse(String(body[name])) / 1000;
      expect(seconds('expires_at') - seconds('requested_at')).to.equal(600);
      expect((await poll(server.issuer, pending.device_code)).body.error, 'looking changes nothing').to.equal(
        'authorization_pending',
      );
    });

    it('says what is left out because it is not theirs to give', async () => {
      const pending = await askForCode(server.issuer);
      const { body } = await (await clientOf('bob', { claims: { roles: ['viewer'] } })).lookup(pending.user_code);
      expect(body.left_out).to.deep.equal([{ name: 'notes:write', description: 'Write and change your notes' }]);
    });

    it('says that there is no place left, or which device will be ended', async () => {
      const alice = await clientOf('alice');
      for (const whenFull of ['refuse', 'evict']) {
        const asked = { client_id: `console-${whenFull}`, device_name: 'the first' };
        const first = await askForCode(server.issuer, asked);
        const { body: approved } = await alice.decide('approve', first.user_code);
        expect((await poll(server.issuer, first.device_code, asked)).status).to.equal(200);

        const second = await askForCode(server.issuer, asked);
        const place = (await alice.lookup(second.user_code)).body.place as Record<string, unknown>;
        const { body } = await alice.decide('approve', second.user_code);
        if (whenFull === 'refuse') {
          expect(place).to.deep.equal({ state: 'full', max: 1 });
          expect(body).to.include({ code: 'forbidden', reason: 'too_many_devices' });
        } else {
          expect(place).to.deep.include({ state: 'evicts', max: 1 });
          expect(place.device).to.include({ id: approved.device_id, name: 'the first' });
          expect(body.status).to.equal('approved');
        }
      }
    });

    it('speaks the language of the caller, in sentences that can be shown', async () => {
      const pending = await askForCode(server.issuer, { scope: 'openid notes:read' });
      const client = await clientOf('alice', {}, { 'Accept-Language': 'de-CH, en;q=0.5' });
      const { body } = await client.lookup(pending.user_code);
      expect((body.scopes as { description: string }[])[0]?.description).not.to.equal('Know which account this is');
      expect((await client.lookup(NOBODYS)).body.detail).to.match(/Gerät/);
    });

    it('shows no character that turns the text around it, whatever the device calls itself', async () => {
      const pending = await askForCode(server.issuer, { device_name: 'a\u202egpj.exe <b>' });
      const { body } = await (await clientOf('alice')).lookup(pending.user_code);
      expect(JSON.stringify(body.device)).not.to.include('\u202e');
    });
  });

  describe('decides', () => {
    it('approves: the console is of the person whose token came, and knows nothing of that token', async () => {
      const pending = await askForCode(server.issuer, { scope: 'openid profile notes:read notes:write' });
      const { status, body } = await (await clientOf('alice-9')).decide('approve', pending.user_code);
      expect([status, body.status]).to.deep.equal([200, 'approved']);
      const { body: tokens } = await poll(server.issuer, pending.device_code);
      const claims = decodeJwt(String(tokens.access_token));
      expect(claims).to.include({ sub: 'alice-9', device_id: body.device_id, aud: 'urn:countersign:example:notes' });
      expect(decodeJwt(String(tokens.id_token)).name).to.equal('Name of alice-9');
      expect((await refresh(server.issuer, tokens.refresh_token)).status).to.equal(200);
    });

    it('denies, and the console hears it', async () => {
      const pending = await askForCode(server.issuer);
      expect((await (await clientOf('alice')).decide('deny', pending.user_code)).body).to.deep.equal({ status: 'denied' });
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('access_denied');
    });

    it('records it when the person did not start it', async () => {
      const pending = await askForCode(server.issuer);
      const client = await clientOf('alice');
      const { review } = (await client.lookup(pending.user_code)).body;
      await client.call('deny', { user_code: pending.user_code, review, not_me: true });
      const denials = server.events().filter(({ message }) => message === 'device_code.denied');
      expect(denials.at(-1)).to.include({ reason: 'not-me', account: 'alice' });
    });

    for (const [operation, other] of [
      ['approve', 'deny'],
      ['deny', 'approve'],
    ] as const) {
      it(`${operation} sent again is answered again, ${other} after it is not: one decision is taken`, async () => {
        const pending = await askForCode(server.issuer);
        const client = await clientOf('alice');
        const { review } = (await client.lookup(pending.user_code)).body;
        const decision = { user_code: pending.user_code, review };
        const answers = await Promise.all([1, 2, 3].map(() => client.call(operation, decision)));
        expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
        expect(answers[1]?.body).to.deep.equal(answers[0]?.body);
        const refused = await client.call(other, decision);
        expect([refused.status, refused.body.code]).to.deep.equal([409, 'already_decided']);
        expect((await client.lookup(pending.user_code)).status).to.equal(409);
      });
    }

    it('says that a device was connected already, if it was', async () => {
      const pending = await askForCode(server.issuer);
      const client = await clientOf('alice');
      await client.decide('approve', pending.user_code);
      await poll(server.issuer, pending.device_code);
      expect((await client.lookup(pending.user_code)).body).to.include({ code: 'already_decided', reason: 'connected' });
    });

    it('not for who did not look, nor in another sign-in, nor for another code than was looked at', async () => {
      const [pending, another] = [await askForCode(server.issuer), await askForCode(server.issuer)];
      const alice = await clientOf('alice');
      const { review } = (await alice.lookup(pending.user_code)).body;
      const refusals = [
        await (await clientOf('bob')).call('approve', { user_code: pending.user_code, review }),
        await (await clientOf('alice', { claims: { sid: 'another' } })).call('approve', { user_code: pending.user_code, review }),
        await alice.call('approve', { user_code: another.user_code, review }),
        await alice.call('approve', { user_code: NOBODYS, review }),
        await alice.call('approve', { user_code: pending.user_code, review: 'A'.repeat(22) }),
        await alice.call('deny', { user_code: another.user_code, review }),
      ];
      for (const { status, body } of refusals) {
        expect(status).to.equal(403);
        expect(body).to.deep.include({ code: 'forbidden', reason: 'review_needed', detail: refusals[0]?.body.detail });
      }
      for (const { device_code } of [pending, another])
        expect((await poll(server.issuer, device_code)).body.error).to.equal('authorization_pending');
      const renewed = await clientOf('alice', { claims: { iat: Math.floor(Date.now() / 1000) } });
      expect((await renewed.call('approve', { user_code: pending.user_code, review })).status, 'a renewed token').to.equal(200);
    });

    it('not by a handle of the hosted page, nor there by one of here', async () => {
      const pending = await askForCode(server.issuer);
      const alice = createPerson(server.issuer);
      alice.cookies.set('app_session', await product.token('alice', { claims: { aud: 'web-session' } }));
      const page = await alice.lookUp(pending.user_code);
      const ofPage = /name="review" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
      const client = await clientOf('alice');
      expect((await client.call('approve', { user_code: pending.user_code, review: ofPage })).status).to.equal(403);
      const { review } = (await client.lookup(pending.user_code)).body;
      const refused = await alice.submit('/device/decision', { review: String(review), decision: 'approve' });
      expect(refused.status).to.equal(422);
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
    });

    it('nothing, where none of it is theirs to give: the console hears it', async () => {
      const pending = await askForCode(server.issuer, { scope: 'notes:write' });
      const { status, body } = await (await clientOf('bob', { claims: { roles: [] } })).lookup(pending.user_code);
      expect([status, body.reason]).to.deep.equal([403, 'nothing_to_grant']);
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('access_denied');
    });

    it('nothing any more once the code has expired', async () => {
      const pending = await askForCode(server.issuer, { client_id: 'console-bearer' });
      const client = await clientOf('alice');
      const { review } = (await client.lookup(pending.user_code)).body;
      await new Promise((resolve) => setTimeout(resolve, 2100));
      for (const operation of ['approve', 'deny', 'lookup'])
        expect((await client.call(operation, { user_code: pending.user_code, review })).body.code).to.equal('code_expired');
    });
  });

  describe('obeys what the client demands of an approval', () => {
    it('tells the obstacle at the look, and refuses for the same reason; a fresh and strong enough sign-in clears it away', async () => {
      const pending = await askForCode(server.issuer, { client_id: 'console-strict-approval' });
      const old = await clientOf('alice', { claims: { auth_time: Math.floor(Date.now() / 1000) - 400, sid: 'old' } });
      const { body } = await old.lookup(pending.user_code);
      const signIn = { max_age: 300, acr_values: ['mfa', 'phr'] };
      expect(body.obstacle).to.deep.equal({ reason: 'sign_in_too_old', sign_in: signIn });
      const refused = await old.call('approve', { user_code: pending.user_code, review: body.review });
      expect(refused.status).to.equal(403);
      expect(refused.body).to.deep.include({ code: 'forbidden', reason: 'sign_in_too_old', sign_in: signIn });
      const weak = await clientOf('alice', { claims: { acr: 'pwd', sid: 'weak' } });
      expect((await weak.decide('approve', pending.user_code)).body.reason).to.equal('sign_in_too_weak');
      expect((await poll(server.issuer, pending.device_code, { client_id: 'console-strict-approval' })).body.error).to.equal(
        'authorization_pending',
      );
      const strong = await clientOf('alice', { claims: { acr: 'phr', sid: 'strong' } });
      expect((await strong.decide('approve', pending.user_code)).status).to.equal(200);
    });

    it('wants a code typed that came with a link', async () => {
      const pending = await askForCode(server.issuer, { client_id: 'console-strict-approval' });
      const client = await clientOf('alice', { claims: { acr: 'mfa' } });
      const refused = await client.call('lookup', { user_code: pending.user_code, prefilled: true });
      expect([refused.status, refused.body.reason]).to.deep.equal([403, 'type_it_yourself']);
      expect((await client.lookup(pending.user_code)).status).to.equal(200);
    });
  });

  describe('counts wrong codes', () => {
    it('together with the hosted page: ten in all, and then not even a right one', async () => {
      const client = await clientOf('mallory');
      const mallory = createPerson(server.issuer);
      mallory.cookies.set('app_session', await product.token('mallory', { claims: { aud: 'web-session' } }));
      for (let round = 0; round < 5; round += 1) {
        expect((await client.lookup(NOBODYS)).body.code).to.equal('unknown_code');
        expect((await mallory.lookUp(NOBODYS)).status).to.equal(422);
      }
      const pending = await askForCode(server.issuer);
      const refused = await client.lookup(pending.user_code);
      expect(refused.status).to.equal(429);
      expect(Number(refused.headers.get('Retry-After'))).to.be.within(1, 900);
      expect((await mallory.lookUp(pending.user_code)).status).to.equal(429);
      expect((await (await clientOf('alice')).lookup(pending.user_code)).status, 'nobody else is held up').to.equal(200);
    });
  });

  describe('takes no token', () => {
    for (const { name, reason, make } of REFUSED_TOKENS.filter(
      ({ name: of }) => of !== 'of more than eight thousand characters',
    )) {
      it(`that is ${name}`.replace('that is that', 'that'), async () => {
        const pending = await askForCode(server.issuer);
        const client = createApprovalClient(server.issuer, await make(product), described);
        for (const operation of ['lookup', 'approve', 'deny']) {
          const { status, headers, body } = await client.call(operation, { user_code: pending.user_code, review: 'x' });
          expect(status).to.equal(401);
          expect(headers.get('WWW-Authenticate')).to.equal('Bearer error="invalid_token"');
          expect(JSON.stringify(body)).not.to.include(reason);
        }
        const refusals = server.events().filter(({ message }) => message === 'approval_api.token_refused');
        expect(refusals.at(-1)?.reason).to.equal(reason);
      });
    }

    it('that was made for the hosted page, nor the other way round', async () => {
      const forPage = await clientOf('alice', { claims: { aud: 'web-session' } });
      expect((await forPage.lookup(NOBODYS)).status).to.equal(401);
      const alice = createPerson(server.issuer);
      alice.cookies.set('app_session', await product.token('alice'));
      expect((await alice.open('/device')).url).to.match(new RegExp(`^${product.origin}/login`));
    });

    it('that is one of ours: a console cannot approve a console', async () => {
      const pending = await askForCode(server.issuer);
      await (await clientOf('alice')).decide('approve', pending.user_code);
      const { body } = await poll(server.issuer, pending.device_code);
      const another = await askForCode(server.issuer);
      const console_ = createApprovalClient(server.issuer, String(body.access_token), described);
      expect((await console_.lookup(another.user_code)).status).to.equal(401);
    });

    it('from a cookie, from the body, from the address, or in another scheme', async () => {
      const token = await product.token('alice');
      const client = createApprovalClient(server.issuer, '', described);
      const tries: { body?: object; headers?: Record<string, string> }[] = [
        {},
        { headers: { Cookie: `app_session=${token}` } },
        { body: { access_token: token } },
        { headers: { Authorization: `DPoP ${token}` } },
        { headers: { Authorization: `Basic ${token}` } },
        { headers: { Authorization: token } },
        { headers: { Authorization: `Bearer ${token} ${token}` } },
        { headers: { Authorization: `Bearer ${token}, Bearer ${token}` } },
      ];
      for (const { body = {}, headers = {} } of tries) {
        const answer = await client.call('lookup', { user_code: NOBODYS, ...body }, { headers });
        expect(answer.status, JSON.stringify({ body, headers })).to.equal(401);
        expect(answer.headers.get('WWW-Authenticate')).to.equal('Bearer');
      }
      const inAddress = await fetch(`${server.issuer}/auth/device/lookup?access_token=${token}`, { method: 'POST' });
      expect(inAddress.status).to.equal(401);
    });

    it('and shows none: neither in an answer nor in the log', async () => {
      const token = await product.token('alice');
      const pending = await askForCode(server.issuer);
      const answers = [
        await createApprovalClient(server.issuer, token, described).decide('approve', pending.user_code),
        await createApprovalClient(server.issuer, `${token.slice(0, -4)}AAAA`, described).lookup(NOBODYS),
      ];
      for (const part of token.split('.').slice(1)) {
        expect(JSON.stringify(answers.map(({ body, headers }) => [body, [...headers]]))).not.to.include(part);
        expect(server.output().includes(part)).to.be.false;
      }
    });
  });

  describe('is open to the pages of listed origins alone', () => {
    const preflight = (origin: string, operation = 'lookup') =>
      fetch(`${server.issuer}/auth/device/${operation}`, {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': 'authorization' },
      });

    it('says so to a browser that asks before', async () => {
      const { status, headers } = await preflight(ORIGIN);
      expect(status).to.equal(204);
      expect(headers.get('Access-Control-Allow-Origin')).to.equal(ORIGIN);
      expect(headers.get('Access-Control-Allow-Methods')).to.equal('POST');
      expect(headers.get('Access-Control-Allow-Headers')).to.include('authorization');
      expect(headers.get('Vary')).to.include('Origin');
      expect(headers.has('Access-Control-Allow-Credentials'), 'cookies are no part of it').to.be.false;
    });

    it('lets the page read what it is answered, problems and the time to wait included', async () => {
      const client = await clientOf('alice', {}, { Origin: ORIGIN });
      for (const { headers } of [await client.lookup(NOBODYS), await client.call('lookup', 'nonsense')]) {
        expect(headers.get('Access-Control-Allow-Origin')).to.equal(ORIGIN);
        expect(headers.get('Access-Control-Expose-Headers')).to.include('Retry-After');
      }
    });

    for (const origin of [
      'https://evil.example',
      'null',
      'https://app.example.com.evil.example',
      'http://app.example.com',
      `${ORIGIN}:444`,
    ])
      it(`and not to ${origin}: nothing happens, whatever token it has`, async () => {
        expect((await preflight(origin)).headers.has('Access-Control-Allow-Origin')).to.be.false;
        const pending = await askForCode(server.issuer);
        const client = await clientOf('alice');
        const { review } = (await client.lookup(pending.user_code)).body;
        const decision = { user_code: pending.user_code, review };
        const refused = await client.call('approve', decision, { headers: { Origin: origin } });
        expect([refused.status, refused.body.reason]).to.deep.equal([403, 'origin']);
        expect(refused.headers.has('Access-Control-Allow-Origin')).to.be.false;
        expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');
      });
  });

  describe('answers whatever comes', () => {
    it('a body that is none, or not what it should be, with what to send', async () => {
      const client = await clientOf('alice');
      const bodies = [
        '',
        '{',
        '[]',
        'null',
        '"x"',
        {},
        { user_code: 5 },
        { user_code: ['x'] },
        `{"user_code":"${'A'.repeat(9000)}"}`,
      ];
      for (const operation of ['lookup', 'approve', 'deny'])
        for (const body of bodies) {
          const { status, body: problem } = await client.call(operation, body);
          expect([status, problem.code], JSON.stringify(body)).to.deep.equal([400, 'invalid_request']);
          expect(problem.detail).to.be.a('string');
        }
      for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
        expect((await client.call('lookup', '{"user_code":"x"}', { headers: { 'Content-Type': type } })).status).to.equal(400);
      expect((await client.lookup(' - ')).body.reason).to.equal('code_missing');
    });

    it('other methods and other addresses', async () => {
      const client = await clientOf('alice');
      for (const operation of ['lookup', 'approve', 'deny']) {
        const { status, headers } = await client.call(operation, undefined, { method: 'PUT' });
        expect(status).to.equal(405);
        expect(headers.get('Allow')).to.equal('POST, OPTIONS');
      }
      for (const path of ['/AUTH/device/lookup', '/auth/Device/approve'])
        expect(
          (await fetch(`${server.issuer}${path}`, { method: 'POST' })).status,
          'no way around what stands in front',
        ).to.equal(404);
      const elsewhere = await fetch(`${server.issuer}/auth/device/nothing`);
      expect(elsewhere.status).to.equal(404);
      expect(elsewhere.headers.get('Content-Type')).to.include('application/problem+json');
    });

    it('keys of the product that cannot be had: come again', async () => {
      const elsewhere = await startProduct('approval-api');
      await config.change('countersign.yaml', (file) => file.set('approval_api', approvalApiOf(elsewhere)));
      const another = await startServer({ config: config.path });
      try {
        elsewhere.hideKeys();
        const client = createApprovalClient(another.issuer, await elsewhere.token('alice'), described);
        for (const operation of ['lookup', 'approve', 'deny'])
          expect((await client.call(operation, { user_code: NOBODYS, review: 'x' })).status).to.equal(503);
      } finally {
        await Promise.all([another.stop(), elsewhere.stop()]);
      }
    });
  });

  describe('where we know people by ourselves (web_session: accounts)', () => {
    it('goes by their roles and their lock here, and knows nobody else', async () => {
      const known = await copyConfigFolder();
      await known.change('countersign.yaml', (file) => file.set('approval_api', approvalApiOf(product)));
      await known.change('accounts.yaml', (file) => file.setIn(['accounts', 1, 'locked'], true));
      const another = await startServer({ config: known.path });
      const of = async (subject: string, roles: string[]) =>
        createApprovalClient(another.issuer, await product.token(subject, { claims: { roles } }), described);
      try {
        const pending = await askForCode(another.issuer);
        for (const nobody of ['bob', 'carol']) {
          const { status, body } = await (await of(nobody, ['owner'])).lookup(pending.user_code);
          expect([status, body.reason], nobody).to.deep.equal([403, 'unknown_person']);
        }
        await (await of('alice', [])).decide('approve', pending.user_code);
        const { body } = await poll(another.issuer, pending.device_code);
        expect(body.scope).to.equal('notes:read notes:write');
      } finally {
        await Promise.all([another.stop(), known.remove()]);
      }
    });
  });

  it('is not there where it is not set', async () => {
    const plain = await startServer();
    try {
      const reply = await fetch(`${plain.issuer}/auth/device/lookup`, { method: 'POST' });
      expect(reply.status).to.equal(404);
    } finally {
      await plain.stop();
    }
  });

  describe('is described whole', () => {
    it('every status of every path was met above', () => expect(described.unmet()).to.deep.equal([]));
  });
});

function approvalApiOf(product: Product): Record<string, unknown> {
  return {
    issuer: product.origin,
    audience: product.audience,
    jwks_uri: `${product.origin}/jwks.json`,
    max_age: '1h',
    origins: [ORIGIN],
  };
}
