import { freePort } from '../../test/support/free-port.ts';
import { startRedisServer } from '../../test/support/redis-server.ts';
import { pendingCode } from '../load/job.ts';
import { startProcess } from './start-process.ts';
import { inBatches } from './subject.ts';
import type { Subject } from './subject.ts';

/** A bare Koa handler with one auto-pipelined Redis read: not a server, but the line no server on Koa and Redis can cross. */
export async function startKoaRead(name: string, profileFolder: string | undefined): Promise<Subject> {
  const redis = await startRedisServer();
  const port = await freePort();
  const args = [String(port), String(redis.port)];
  const server = await startProcess({ script: 'bench/subjects/koa-read-server.ts', args, port, profileFolder });
  return {
    name,
    port,
    pid: server.pid,
    redis: redis.admin,
    fillPending: (count) =>
      inBatches(count, async (index) => {
        await redis.admin.set(`code:${pendingCode(index)}`, 'pending', 'EX', 1800);
      }),
    async stop() {
      await server.stop();
      await redis.stop();
    },
  };
}
