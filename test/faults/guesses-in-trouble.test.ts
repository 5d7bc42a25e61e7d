import { expect } from 'chai';

import { askForCode } from '../support/http-console.ts';
import { createPerson } from '../support/person.ts';
import { startRedisServer } from '../support/redis-server.ts';
import type { RedisServer } from '../support/redis-server.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

/** More than anybody may mistype. */
const LOOKS = 30;

describe('looks at codes while storage is in trouble', () => {
  let redis: RedisServer;
  let server: ServerProcess;

  before(async () => {
    redis = await startRedisServer({ users: ['app on >secret ~cs:* +@all'] });
    server = await startServer({ storage: `redis://app:secret@127.0.0.1:${redis.port}` });
  });
  after(async () => {
    await server.stop();
    await redis.stop();
  });

  it('are not counted as guesses: whoever tried again and again is not held back when storage is well', async () => {
    const alice = createPerson(server.issuer);
    await alice.signIn();
    const pending = await askForCode(server.issuer);
    // Counters go on, and user codes cannot be found: as when one master of a Cluster is gone.
    await redis.admin.call(
      'ACL',
      'SETUSER',
      'app',
      'resetkeys',
      ...['d', 'g', 'n', 'p', 'r', 's'].map((kind) => `~cs:${kind}:*`),
    );
    for (let look = 0; look < LOOKS; look += 1) expect((await alice.lookUp(pending.user_code)).status).to.equal(503);
    await redis.admin.call('ACL', 'SETUSER', 'app', 'resetkeys', '~cs:*');
    expect((await alice.decide(pending.user_code, 'approve')).status).to.equal(200);
  });
});
