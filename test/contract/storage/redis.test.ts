import { openStorage } from '../../../adapters/open-storage.ts';
import { startRedisSentinel, startRedisServer } from '../../support/redis-server.ts';
import { createRememberingLog } from '../../support/storage-samples.ts';
import { describeStorage } from './describe-storage.ts';

const deps = { log: createRememberingLog(), clock: Date.now };

describeStorage('a single Redis with a password', async () => {
  const server = await startRedisServer({ password: 'p@ss/word: with %' });
  return { open: () => openStorage(server.url, deps), dispose: () => server.stop() };
});

describeStorage('a Redis Cluster, which refuses steps across slots', async () => {
  const server = await startRedisServer({ cluster: true });
  return { open: () => openStorage(server.url, deps), dispose: () => server.stop() };
});

describeStorage('a Redis found through its Sentinel', async () => {
  const server = await startRedisServer();
  const sentinel = await startRedisSentinel(server);
  return {
    open: () => openStorage(sentinel.url, deps),
    async dispose() {
      await sentinel.stop();
      await server.stop();
    },
  };
});
