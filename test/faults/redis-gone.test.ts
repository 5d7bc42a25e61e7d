import { expect } from 'chai';

import { askForCode, poll, post, refresh } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startRedisServer } from '../support/redis-server.ts';
import type { RedisServer } from '../support/redis-server.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

describe('a Redis that is gone', () => {
  let redis: RedisServer;
  let server: ServerProcess;

  before(async () => {
    redis = await startRedisServer({ durable: true });
    server = await startServer({ storage: redis.url });
  });
  after(async () => {
    await server.stop();
    await redis.stop();
  });

  it('is a retryable answer for programs, a page for people, and over by itself when Redis is back', async () => {
    const alice = createPerson(server.issuer);
    await alice.signIn();
    const [paired, pending] = [await askForCode(server.issuer), await askForCode(server.issuer)];
    await alice.decide(paired.user_code, 'approve');
    const { body: tokens } = await poll(server.issuer, paired.device_code);
    await redis.crash();

    for (const answer of [
      await poll(server.issuer, pending.device_code),
      await refresh(server.issuer, tokens.refresh_token),
      await post(`${server.issuer}/device_authorization`, { client_id: 'console', scope: 'notes:read' }),
      await post(`${server.issuer}/revoke`, { client_id: 'console', token: String(tokens.refresh_token) }),
    ]) {
      expect(answer.status).to.equal(503);
      expect(answer.body.error).to.equal('temporarily_unavailable');
      expect(answer.headers.get('Retry-After')).to.equal('5');
    }
    const page = await alice.open('/device');
    expect(page.status).to.equal(503);
    expect(page.html).to.include('cannot reach something that it needs');
    expect((await fetch(`${server.issuer}/health/live`)).status).to.equal(200);
    expect((await fetch(`${server.issuer}/health/ready`)).status).to.equal(503);

    await redis.startAgain();
    const deadline = Date.now() + 10_000;
    while ((await fetch(`${server.issuer}/health/ready`)).status !== 200 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 100));

    expect((await poll(server.issuer, pending.device_code)).body.error).to.be.oneOf(['authorization_pending', 'slow_down']);
    await alice.decide(pending.user_code, 'approve');
    expect((await poll(server.issuer, pending.device_code)).status).to.equal(200);
    expect((await refresh(server.issuer, tokens.refresh_token)).status, 'nothing was spent meanwhile').to.equal(200);
  });
});
