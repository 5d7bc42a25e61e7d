import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import Koa from 'koa';

import type { Language } from '../../server/domain/language.ts';
import { createPageFiles } from '../../server/http/page-files.ts';
import type { Looks } from '../../server/http/page-files.ts';
import type { PageModel } from '../../server/http/page-models.ts';
import { prepare } from '../../server/http/preparation.ts';
import { createRender } from '../../server/http/render.ts';
import { createSecurityHeaders } from '../../server/http/security-headers.ts';
import { createShowPage } from '../../server/http/show-page.ts';
import { createStaticFiles } from '../../server/http/static-files.ts';
import { pageStates } from './page-states.ts';

const VIEWS = join(import.meta.dirname, '../../views');
const OUR_LOOKS: Looks = { productName: 'Countersign', supportUrl: 'https://support.example/devices' };

const lookLike = (brand: Looks) => createPageFiles({ css: readFileSync(join(VIEWS, 'countersign.css'), 'utf8'), brand });
const render = createRender({ viewsFolder: VIEWS, ...lookLike(OUR_LOOKS), assetVersion: 'test' });

/** Makes the pages of the tests. */
export const renderForTests = (model: PageModel, language: Language = 'en'): string => render(model, language);

/** A running server of page states. */
export interface PageServer extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
}

/** Serves every page state at `/` and its name, in the language the browser asks for, and what pages load, on a free loopback port. */
export async function startPageServer(looks: Partial<Looks> = {}): Promise<PageServer> {
  const pageFiles = lookLike({ ...OUR_LOOKS, ...looks });
  const show = createShowPage({ render: createRender({ viewsFolder: VIEWS, ...pageFiles }) });
  const app = new Koa()
    .use(prepare(createSecurityHeaders({ issuer: 'http://127.0.0.1' })))
    .use(createStaticFiles(pageFiles))
    .use((ctx) => {
      const model = pageStates.get(ctx.path.slice(1));
      if (model) show(ctx, model);
    });
  const server = createServer((request, response) => void app.callback()(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
