/**
 * An API for tests, in a process of its own: `node --conditions=countersign-source guarded-api-main.ts ISSUER`. What it guards is only for somebody who has authenticated with
 * a second factor in the last five minutes (RFC 9470).
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createGuard, requireToken } from '@countersign/api-guard';
import Koa from 'koa';

const [issuer = ''] = process.argv.slice(2);
const server = createServer();

server.listen(0, '127.0.0.1', () => {
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const guard = createGuard({ issuer, audience: 'urn:countersign:example:notes', publicUrl });
  const app = new Koa().use(requireToken(guard, { scope: 'notes:read', acr: ['mfa'], maxAge: 300 })).use((ctx) => {
    const { subject, acr } = (ctx.state as { token: { subject: string; acr?: string } }).token;
    ctx.body = { opened: true, subject, acr };
  });
  const handle = app.callback();
  server.on('request', (request, response) => void handle(request, response));
  console.log(`ready ${publicUrl}`);
});
