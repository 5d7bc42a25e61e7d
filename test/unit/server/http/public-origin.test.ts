import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { expect } from 'chai';
import Koa from 'koa';

import { prepare } from '../../../../server/http/preparation.ts';
import { createAddressOf, createPublicOrigin } from '../../../../server/http/public-origin.ts';
import { readAnswers, sendBytes } from '../../../support/raw-http.ts';

interface Seen {
  readonly href: string;
  readonly path: string;
  readonly ip: string;
}

/** What an application sees of a request behind the middleware, over a real socket. */
async function see(trustedProxies: readonly string[], head: readonly string[]): Promise<Seen> {
  const app = new Koa({ proxy: true });
  app.use(prepare(createPublicOrigin({ issuer: 'https://login.example.com', addressOf: createAddressOf(trustedProxies) })));
  app.use((ctx) => {
    ctx.body = { href: ctx.request.href, path: ctx.path, ip: ctx.ip } satisfies Seen;
  });
  const handle = app.callback();
  const server = createServer((req: IncomingMessage, res) => void handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const bytes = await sendBytes(port, [Buffer.from([...head, 'Connection: close', '', ''].join('\r\n'))]);
  server.close();
  return JSON.parse(readAnswers(bytes, ['GET'])[0]?.body ?? '') as Seen;
}

describe('the public origin: every request looks as the issuer says', () => {
  const lies = ['Host: evil.example', 'X-Forwarded-Host: evil.example', 'X-Forwarded-Proto: ftp'];

  for (const target of ['/device?a=b', 'http://evil.example/device?a=b', 'ftp://user@evil.example:99/device?a=b']) {
    it(`${target} is https://login.example.com/device?a=b, whatever the headers say (RFC 9112, section 3.2.2)`, async () => {
      for (const proxies of [[], ['127.0.0.1']])
        expect(await see(proxies, [`GET ${target} HTTP/1.1`, ...lies])).to.include({
          href: 'https://login.example.com/device?a=b',
          path: '/device',
        });
    });
  }

  for (const { forwarded, trusted, ip } of [
    { forwarded: '203.0.113.7', trusted: [], ip: '127.0.0.1' },
    { forwarded: '203.0.113.7', trusted: ['127.0.0.1'], ip: '203.0.113.7' },
    { forwarded: '198.51.100.1, 203.0.113.7', trusted: ['127.0.0.1'], ip: '203.0.113.7' },
    { forwarded: '198.51.100.1, 203.0.113.7, 10.0.0.9', trusted: ['127.0.0.1', '10.0.0.0/8'], ip: '203.0.113.7' },
    { forwarded: '::ffff:203.0.113.7', trusted: ['127.0.0.1'], ip: '203.0.113.7' },
    { forwarded: '::FFFF:203.0.113.7', trusted: ['127.0.0.1'], ip: '203.0.113.7' },
    { forwarded: '203.0.113.7:50122', trusted: ['127.0.0.1'], ip: '203.0.113.7' },
    { forwarded: '[2001:DB8::7]:50122', trusted: ['127.0.0.1'], ip: '2001:db8::7' },
    { forwarded: '[2001:db8::7]', trusted: ['127.0.0.1'], ip: '2001:db8::7' },
    { forwarded: 'unknown', trusted: ['127.0.0.1'], ip: '127.0.0.1' },
    { forwarded: '203.0.113.7<script>', trusted: ['127.0.0.1'], ip: '127.0.0.1' },
    { forwarded: '203.0.113.7', trusted: ['10.0.0.0/8'], ip: '127.0.0.1' },
  ]) {
    it(`X-Forwarded-For: ${forwarded}, with ${trusted.join(' and ') || 'nobody'} trusted, is ${ip}`, async () => {
      expect((await see(trusted, ['GET / HTTP/1.1', 'Host: x', `X-Forwarded-For: ${forwarded}`])).ip).to.equal(ip);
    });
  }
});
