import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { createRender } from '../../server/http/render.ts';
import { pageStates } from './page-states.ts';

const VIEWS = join(import.meta.dirname, '../../views');

/** What the server allows its pages (the strictest policy under which they work). */
export const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/** Makes the pages of the tests. */
export const renderForTests = createRender({
  viewsFolder: VIEWS,
  brand: { name: 'Countersign', supportLink: 'https://support.example/devices' },
  assetVersion: 'test',
});

/** A running server of page states. */
export interface PageServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
}

/** Serves every page state at `/` and its name, and the stylesheet, on a free loopback port. */
export async function startPageServer(): Promise<PageServer> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const model = pageStates.get(path.slice(1));
    if (path === '/assets/countersign.css') {
      response.setHeader('Content-Type', 'text/css; charset=utf-8').end(readFileSync(join(VIEWS, 'countersign.css')));
    } else if (model) {
      response.setHeader('Content-Security-Policy', CONTENT_SECURITY_POLICY);
      response.setHeader('Content-Type', 'text/html; charset=utf-8').end(renderForTests(model));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
