import { Redis } from 'ioredis';
import type { AdapterPayload } from 'oidc-provider';

import { freePort } from '../../test/support/free-port.ts';
import { startRedisServer } from '../../test/support/redis-server.ts';
import { pendingCode } from '../load/job.ts';
import { createEngineProvider } from './engine-provider.ts';
import { startProcess } from './start-process.ts';
import { REQUEST, inBatches } from './subject.ts';
import type { OAuthSubject } from './subject.ts';

/** oidc-provider alone, on a Redis of its own. The bench fills and approves through the engine's own models, as its pages do. */
export async function startEngine(name: string, profileFolder: string | undefined): Promise<OAuthSubject> {
  const redis = await startRedisServer();
  const port = await freePort();
  const args = [String(port), String(redis.port)];
  const server = await startProcess({ script: 'bench/subjects/engine-server.ts', args, port, profileFolder });
  const link = new Redis({ port: redis.port, host: '127.0.0.1' });
  const provider = await createEngineProvider(`http://localhost:${port}`, link);
  const { DeviceCode, Grant } = provider;

  return {
    name,
    port,
    pid: server.pid,
    redis: redis.admin,
    fillPending: (count) =>
      inBatches(count, async (index) => {
        const payload = payloadOf(index, Math.floor(Date.now() / 1000));
        await DeviceCode.adapter.upsert(payload.jti, payload, REQUEST.lifetime);
      }),
    async approve(userCode) {
      const code = await DeviceCode.findByUserCode(userCode.replaceAll('-', ''));
      if (code === undefined) throw new Error('the engine does not know the user code');
      const { accountId, clientId, resource } = REQUEST;
      const scope = REQUEST.scopes.join(' ');
      const grant = new Grant({ accountId, clientId });
      grant.addResourceScope(resource, scope);
      const grantId = await grant.save();
      Object.assign(code, { accountId, grantId, scope, resource, authTime: Math.floor(Date.now() / 1000) });
      await code.save();
    },
    async stop() {
      link.disconnect();
      await server.stop();
      await redis.stop();
    },
  };
}

/** A device code as the engine stores it when it is asked for one over HTTP. */
function payloadOf(index: number, now: number): AdapterPayload & { readonly jti: string } {
  const { clientId, scopes, resource, address, userAgent, lifetime } = REQUEST;
  return {
    iat: now,
    exp: now + lifetime,
    deviceInfo: { ip: address, ua: userAgent },
    params: { client_id: clientId, scope: scopes.join(' '), resource },
    userCode: spellUserCode(index),
    kind: 'DeviceCode',
    jti: pendingCode(index),
    clientId,
  };
}

/** A user code of its own for every index. */
function spellUserCode(index: number): string {
  const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
  return index
    .toString(20)
    .padStart(8, '0')
    .replaceAll(/./g, (digit) => LETTERS.charAt(parseInt(digit, 20)));
}
