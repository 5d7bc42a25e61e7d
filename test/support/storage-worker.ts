/**
 * A server process of its own, as far as storage is concerned: opens the storage named in argv, says "ready", and then does what its parent
 * sends, one message at a time.
 */
import { openStorage } from '../../adapters/open-storage.ts';
import { someApproval } from './storage-samples.ts';
import type { WorkerAnswer, WorkerOrder } from './storage-workers.ts';

const silent = (): void => undefined;
const storage = await openStorage(process.argv[2]!, {
  clock: Date.now,
  log: { debug: silent, info: silent, warn: silent, error: silent },
});

process.on('message', (order: WorkerOrder) => {
  void carryOut(order).then((results) => {
    if (process.connected) process.send!({ results } satisfies WorkerAnswer);
  });
});
process.send!({ results: ['ready'] } satisfies WorkerAnswer);

async function carryOut(order: WorkerOrder): Promise<readonly unknown[]> {
  switch (order.what) {
    case 'decide':
      return await Promise.all(
        order.keys.map((key) => storage.deviceCodes.decide(key, someApproval(Date.now(), `process-${process.pid}`), Date.now())),
      );
    case 'spend':
      return await Promise.all(order.keys.map((key) => storage.deviceCodes.spend(key, Date.now())));
    case 'count':
      return await Promise.all(order.keys.map((key) => storage.counters.increment(key, 600, order.now)));
    case 'keep-secret':
      return [await storage.secrets.keepFirst(order.name, `of process ${process.pid}`)];
    case 'close':
      await storage.close();
      process.disconnect();
      return [];
  }
}
