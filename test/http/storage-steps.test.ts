import { expect } from 'chai';

import { askForCode, poll, refresh } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startRedisServer } from '../support/redis-server.ts';
import type { RedisServer } from '../support/redis-server.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

describe('what is asked of Redis', () => {
  let redis: RedisServer;
  let server: ServerProcess;
  let token: unknown;

  before(async () => {
    redis = await startRedisServer();
    server = await startServer({ storage: redis.url });
    const alice = createPerson(server.issuer);
    await alice.signIn();
    const pending = await askForCode(server.issuer);
    await alice.decide(pending.user_code, 'approve');
    token = (await poll(server.issuer, pending.device_code)).body.refresh_token;
    token = (await refresh(server.issuer, token)).body.refresh_token; // Redis knows the scripts by now
  });
  after(async () => {
    await server.stop();
    await redis.stop();
  });

  /** The commands that came over the wire meanwhile, without those that a script called. */
  async function commandsDuring(work: () => Promise<unknown>): Promise<string[]> {
    const seen: string[] = [];
    const monitor = await redis.admin.monitor();
    monitor.on('monitor', (_time: string, [command = '']: string[], source: string) => {
      if (source !== 'lua') seen.push(command.toLowerCase());
    });
    await work();
    await redis.admin.echo('over');
    while (!seen.includes('echo')) await new Promise((resolve) => setTimeout(resolve, 5));
    monitor.disconnect();
    return seen.slice(0, seen.indexOf('echo'));
  }

  it('by a pending poll: one step, that reads and books, and the engine is not woken', async () => {
    const pending = await askForCode(server.issuer);
    expect(await commandsDuring(() => poll(server.issuer, pending.device_code))).to.deep.equal(['evalsha']);
    const inLane = server.events().filter(({ path, status, lane }) => path === '/token' && status === 400 && lane === true);
    expect(inLane, 'in time').to.have.length(1);
    expect(await commandsDuring(() => poll(server.issuer, pending.device_code)), 'too early').to.deep.equal(['evalsha']);
    expect(
      await commandsDuring(() => poll(server.issuer, pending.device_code, { trace: 'x' })),
      'by the long road',
    ).to.have.length(1);
  });

  it('by a refresh: one look at the record of the device, and one step that rotates', async () => {
    const commands = await commandsDuring(async () => (token = (await refresh(server.issuer, token)).body.refresh_token));
    expect(commands).to.deep.equal(['hmget', 'evalsha']);
  });

  it('by one that goes on to the engine, whether a lane looked at it or not: nothing twice', async () => {
    const looked = await commandsDuring(() => refresh(server.issuer, token, { client_id: 'console-bearer' }));
    expect(looked, 'refused, because it is another client’s').to.deep.equal(['hmget']);
    const notLooked = await commandsDuring(() => refresh(server.issuer, token, { trace: 'x' }));
    expect(notLooked).to.deep.equal(['hmget', 'evalsha']);
  });
});
