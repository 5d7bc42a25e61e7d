import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openStorage } from '../../adapters/open-storage.ts';
import type { DeviceRequest } from '../../server/domain/device-request.ts';
import { createTakeFingerprint } from '../../server/domain/fingerprint.ts';
import { later } from '../../server/domain/units.ts';
import { normaliseUserCode } from '../../server/domain/user-code.ts';
import type { Log } from '../../server/ports/log.ts';
import { loadKeys } from '../../server/provider/keys.ts';
import { freePort } from '../../test/support/free-port.ts';
import { startRedisServer } from '../../test/support/redis-server.ts';
import { pendingCode } from '../load/job.ts';
import { startProcess } from './start-process.ts';
import { REQUEST, inBatches } from './subject.ts';
import type { OAuthSubject } from './subject.ts';

const SHIPPED_CONFIG = join(import.meta.dirname, '../../config');
const SILENT: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
const randomId = (bytes: number): string => randomBytes(bytes).toString('base64url');

/** Our server as `npm start` runs it, on a Redis or on a SQLite file of its own. */
export async function startCountersign(
  name: string,
  kind: 'redis' | 'sqlite',
  profileFolder: string | undefined,
): Promise<OAuthSubject> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
  const config = await writeConfig(folder);
  const redis = kind === 'redis' ? await startRedisServer() : undefined;
  const storageUrl = redis?.url ?? `sqlite:${join(folder, 'bench.sqlite')}`;
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const server = await startProcess({
    script: 'server/main.ts',
    args: ['--port', String(port), '--storage', storageUrl],
    env: { COUNTERSIGN_CONFIG: config, COUNTERSIGN_ISSUER: issuer, COUNTERSIGN_METRICS: 'off' },
    port,
    profileFolder,
  });
  const storage = await openStorage(storageUrl, { log: SILENT, clock: Date.now });
  const takeFingerprint = createTakeFingerprint((await loadKeys({ secrets: storage.secrets, issuer, randomId })).pepper);

  return {
    name,
    port,
    pid: server.pid,
    ...(redis && { redis: redis.admin }),
    fillPending: (count) =>
      inBatches(count, async (index) => {
        const request = requestFrom(Date.now());
        await storage.deviceCodes.open({
          key: takeFingerprint('device_code', pendingCode(index)),
          userCodeKey: takeFingerprint('user_code', pendingCode(index)),
          request,
          forgetAt: later(request.expiresAt, 600),
        });
      }),
    async approve(userCode) {
      const found = await storage.deviceCodes.findByUserCode(takeFingerprint('user_code', normaliseUserCode(userCode)));
      if (!found) throw new Error('the code to be approved is not there');
      const decidedAt = Date.now();
      const { pairingId: id, expiresAt } = found.request;
      const device = { id, accountId: REQUEST.accountId, clientId: REQUEST.clientId, awaitedUntil: expiresAt };
      await storage.devices.keepPlace({ device, overAt: later(expiresAt, 3600) }, decidedAt);
      const { accountId, scopes } = REQUEST;
      const approval = { kind: 'approved', accountId, scopes, authTime: Math.floor(decidedAt / 1000), decidedAt } as const;
      const outcome = await storage.deviceCodes.decide(found.key, approval, decidedAt);
      if (outcome !== 'decided') throw new Error(`the approval was not taken: ${outcome}`);
    },
    async stop() {
      await storage.close();
      await server.stop();
      await redis?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The shipped configuration, with a pace that lets the bench poll as often as it likes, and with codes that outlive it. */
async function writeConfig(folder: string): Promise<string> {
  const config = join(folder, 'config');
  await cp(SHIPPED_CONFIG, config, { recursive: true });
  const file = join(config, 'countersign.yaml');
  const shipped = await readFile(file, 'utf8');
  const changed = shipped
    .replace(/^ {2}interval: .*$/m, '  interval: 1s') // less than the tolerance, so every poll is in time and books a slot
    .replace(/^ {2}device_code: .*$/m, `  device_code: ${REQUEST.lifetime / 60}m`);
  await writeFile(file, changed);
  return config;
}

function requestFrom(now: number): DeviceRequest {
  const { clientId, scopes, resource, address, userAgent, lifetime } = REQUEST;
  return {
    pairingId: randomId(16),
    clientId,
    scopes,
    resource,
    origin: { address, userAgent },
    requestedAt: now,
    expiresAt: later(now, lifetime),
    interval: 1,
  };
}
