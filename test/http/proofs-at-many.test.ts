import { Agent } from 'node:http';

import { expect } from 'chai';

import { exchange } from '../support/comparable-answers.ts';
import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { createDpopKey } from '../support/dpop-key.ts';
import type { DpopKey } from '../support/dpop-key.ts';
import { freePort } from '../support/free-port.ts';
import { DEVICE_CODE_GRANT, askForCode, poll, refresh } from '../support/http-console.ts';
import type { Answer } from '../support/http-console.ts';
import { signedIn } from '../support/pair-device.ts';
import type { Person } from '../support/person.ts';
import { startRedisServer } from '../support/redis-server.ts';
import type { RedisServer } from '../support/redis-server.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const PROCESSES = 3;

describe('a DPoP proof is good once, at three processes, two of which answer it in lanes (RFC 9449, section 11.1)', () => {
  let redis: RedisServer;
  let config: ConfigFolder;
  let servers: readonly ServerProcess[];
  let addresses: readonly string[];
  let issuer: string;
  let alice: Person;
  let key: DpopKey;

  before(async () => {
    [redis, config, key] = await Promise.all([startRedisServer(), copyConfigFolder(), createDpopKey()]);
    await config.change('clients.yaml', (file) => file.setIn(['clients', 0, 'devices', 'max'], 1000));
    issuer = `http://localhost:${await freePort()}`;
    const options = { storage: redis.url, config: config.path, issuer };
    servers = await Promise.all(
      Array.from({ length: PROCESSES }, (_, index) =>
        startServer({ ...options, env: { COUNTERSIGN_LANES: index === 0 ? 'off' : 'on' } }),
      ),
    );
    addresses = servers.map(({ port }) => `http://localhost:${port}`);
    alice = await signedIn(addresses[0]!);
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await redis.stop();
    await config.remove();
  });

  const prove = (): Promise<string> => key.prove({ method: 'POST', url: `${issuer}/token`, token: '' }, { ath: undefined });
  const at = (index: number): string => addresses[index % PROCESSES]!;
  const outcomes = (answers: readonly Answer[]) => answers.map(({ status, body }) => (status === 200 ? 'tokens' : body.error));

  async function approved(): Promise<string> {
    const pending = await askForCode(at(1));
    await alice.decide(pending.user_code, 'approve');
    return pending.device_code;
  }

  async function paired(): Promise<unknown> {
    return (await poll(at(1), await approved(), {}, { DPoP: await prove() })).body.refresh_token;
  }

  it('for one of many codes', async () => {
    const codes = await Promise.all(Array.from({ length: 9 }, approved));
    const DPoP = await prove();
    const answers = await Promise.all(codes.map((code, index) => poll(at(index), code, {}, { DPoP })));
    expect(outcomes(answers).sort()).to.deep.equal([...Array<string>(8).fill('invalid_dpop_proof'), 'tokens']);
  });

  it('for one code that comes many times: then somebody has tokens, and they are good', async () => {
    for (let time = 0; time < 3; time += 1) {
      const [code, DPoP] = [await approved(), await prove()];
      const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => poll(at(index), code, {}, { DPoP })));
      const tokens = answers.filter(({ status }) => status === 200);
      expect(tokens, String(outcomes(answers))).to.have.length(1);
      expect((await refresh(at(time), tokens[0]?.body.refresh_token, {}, { DPoP: await prove() })).status).to.equal(200);
    }
  });

  it('and only if it brought tokens: of many with proofs of their own who come for one code, one used its proof', async () => {
    const used = async () => (await redis.admin.keys('cs:p:*')).length;
    for (let time = 0; time < 3; time += 1) {
      const [code, before] = [await approved(), await used()];
      const proofs = await Promise.all(Array.from({ length: 12 }, prove));
      const answers = await Promise.all(proofs.map((DPoP, index) => poll(at(index), code, {}, { DPoP })));
      expect(outcomes(answers).sort()).to.deep.equal([...Array<string>(11).fill('invalid_grant'), 'tokens']);
      expect((await used()) - before).to.equal(1);
    }
  });

  it('for one of many devices, and the others lose nothing by it', async () => {
    const tokens = await Promise.all(Array.from({ length: 9 }, paired));
    const DPoP = await prove();
    const answers = await Promise.all(tokens.map((token, index) => refresh(at(index), token, {}, { DPoP })));
    expect(outcomes(answers).sort()).to.deep.equal([...Array<string>(8).fill('invalid_dpop_proof'), 'tokens']);
    for (const [index, { body }] of answers.entries()) {
      const token = body.refresh_token ?? tokens[index];
      expect((await refresh(at(index + 1), token, {}, { DPoP: await prove() })).status).to.equal(200);
    }
  });

  it('and not a second time on the other road, whichever was the first', async () => {
    for (const [first, second] of [
      [0, 1],
      [1, 0],
      [1, 2],
    ] as const) {
      const [code, DPoP] = [await approved(), await prove()];
      const { status, body } = await poll(at(first), code, {}, { DPoP });
      expect(status).to.equal(200);
      expect((await refresh(at(second), body.refresh_token, {}, { DPoP })).body.error).to.equal('invalid_dpop_proof');
      const proof = await prove();
      const next = await refresh(at(first), body.refresh_token, {}, { DPoP: proof });
      expect(next.status).to.equal(200);
      expect((await refresh(at(second), next.body.refresh_token, {}, { DPoP: proof })).body.error).to.equal('invalid_dpop_proof');
      expect((await poll(at(second), await approved(), {}, { DPoP: proof })).body.error).to.equal('invalid_dpop_proof');
    }
  });

  it('but a poll that is pending looks at it and does not use it', async () => {
    const [pending, other, DPoP] = [await askForCode(at(1)), await askForCode(at(1)), await prove()];
    for (const [index, { device_code: code }] of [pending, other].entries())
      expect((await poll(at(index + 1), code, {}, { DPoP })).body.error).to.equal('authorization_pending');
    await alice.decide(pending.user_code, 'approve');
    expect((await poll(at(1), pending.device_code, {}, { DPoP })).body.token_type).to.equal('DPoP');
  });

  it('is not taken for its own replay where a refresh was overtaken by another', async () => {
    let token = await paired();
    for (let time = 0; time < 5; time += 1) {
      const proofs = await Promise.all(Array.from({ length: 12 }, prove));
      const answers = await Promise.all(proofs.map((DPoP, index) => refresh(at(index), token, {}, { DPoP })));
      expect(new Set(outcomes(answers))).to.satisfy(
        (seen: Set<unknown>) => seen.has('tokens') && !seen.has('invalid_dpop_proof'),
      );
      const candidates = answers.flatMap(({ body }) => body.refresh_token ?? []);
      const renewed = [];
      for (const candidate of candidates) renewed.push(await refresh(at(time), candidate, {}, { DPoP: await prove() }));
      const alive = renewed.filter(({ status }) => status === 200);
      expect(alive, String(outcomes(renewed))).to.have.length(1);
      token = alive[0]?.body.refresh_token;
    }
  });

  it('is answered in the lane where it is good, and by the engine where it is not', async () => {
    const [pending, code] = [await askForCode(at(1)), await approved()];
    const good = await poll(at(1), pending.device_code, {}, { DPoP: await prove() });
    const { body } = await poll(at(1), code, {}, { DPoP: await prove() });
    const next = await refresh(at(1), body.refresh_token, {}, { DPoP: await prove() });
    const bad = await refresh(at(1), next.body.refresh_token, {}, { DPoP: 'x' });
    expect(outcomes([good, next, bad])).to.deep.equal(['authorization_pending', 'tokens', 'invalid_dpop_proof']);
    const answered = servers[1]!.events().filter(({ message, path }) => message === 'request.answered' && path === '/token');
    expect(answered.slice(-4).map(({ lane = false }) => lane)).to.deep.equal([true, true, true, false]);
  });

  it('where storage does not answer, both roads say it alike, with a nonce for whoever proved a key before it was asked', async () => {
    const [{ device_code: code }, token] = [await askForCode(at(1)), String(await paired())];
    const polling = { grant_type: DEVICE_CODE_GRANT, client_id: 'console', device_code: code };
    const refreshing = { grant_type: 'refresh_token', client_id: 'console', refresh_token: token };
    const agent = new Agent();
    await redis.crash();
    for (const [parameters, dpop, nonces] of [
      [polling, await prove(), 0],
      [refreshing, await prove(), 1],
      [refreshing, 'x', 0],
    ] as const) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded', dpop };
      const sent = { method: 'POST', path: '/token', chunked: false, headers, parameters: Object.entries(parameters) };
      const [engine, lane] = await Promise.all(servers.slice(0, 2).map((server) => exchange(agent, server, sent)));
      expect(lane?.answer).to.deep.equal(engine?.answer);
      expect(lane?.answer.status).to.equal(dpop === 'x' ? 400 : 503);
      expect(lane?.answer.headerNames.filter((name) => name === 'dpop-nonce')).to.have.length(nonces);
    }
  });
});
