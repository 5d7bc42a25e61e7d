import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect } from 'chai';
import Koa from 'koa';

import { openStorage } from '../../../../adapters/open-storage.ts';
import { createTakeFingerprint } from '../../../../server/domain/fingerprint.ts';
import type { Storage } from '../../../../server/ports/storage.ts';
import { createBrowserSessions } from '../../../../server/web-session/browser-sessions.ts';
import { createRememberingLog } from '../../../support/storage-samples.ts';

const LIFETIME = 600;

describe('the web session of a browser', () => {
  let now: number;
  let storage: Storage;
  let server: Server;

  beforeEach(async () => {
    now = Date.now();
    storage = await openStorage('sqlite::memory:', { log: createRememberingLog(), clock: () => now });
    const sessions = createBrowserSessions({
      realm: 'here',
      records: storage.records,
      asNow: ({ person }) => Promise.resolve(person),
      takeFingerprint: createTakeFingerprint(randomBytes(32)),
      clock: () => now,
      randomId: (bytes) => randomBytes(bytes).toString('base64url'),
      issuer: 'http://localhost',
      lifetime: LIFETIME,
    });
    const app = new Koa();
    app.use(async (ctx) => {
      if (ctx.path === '/begin') await sessions.begin(ctx, { id: 'alice', name: 'Alice', roles: [] });
      if (ctx.path === '/end') await sessions.end(ctx);
      ctx.body = (await sessions.whoIs(ctx))?.person.id ?? 'nobody';
    });
    const handle = app.callback();
    server = createServer((req, res) => void handle(req, res)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.close();
    await storage.close();
  });

  /** @returns the cookie that came back, and who we are with the one that was sent */
  async function ask(path: string, cookie = ''): Promise<{ readonly cookie: string; readonly who: string }> {
    const { port } = server.address() as AddressInfo;
    const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { Connection: 'close', ...(cookie && { Cookie: cookie }) },
    });
    return { cookie: (reply.headers.getSetCookie().at(-1) ?? '').split(';', 1)[0] ?? '', who: await reply.text() };
  }
  const whoIs = async (cookie: string): Promise<string> => (await ask('/', cookie)).who;

  it('is over when its time is, to the millisecond, however often it was used', async () => {
    const { cookie } = await ask('/begin');
    now += LIFETIME * 1000 - 1;
    expect(await whoIs(cookie)).to.equal('alice');
    now += 1;
    expect(await whoIs(cookie)).to.equal('nobody');
  });

  it('ends where another one begins: who signs in again leaves none behind', async () => {
    const first = await ask('/begin');
    const second = await ask('/begin', first.cookie);
    expect(second.cookie).not.to.equal(first.cookie);
    expect([await whoIs(first.cookie), await whoIs(second.cookie)]).to.deep.equal(['nobody', 'alice']);
  });

  it('is over once it was ended, also for who kept the cookie', async () => {
    const { cookie } = await ask('/begin');
    await ask('/end', cookie);
    expect(await whoIs(cookie)).to.equal('nobody');
  });
});
