/** Starts the example product: `node examples/host-app/main.ts [--port 8630] [--countersign http://localhost:8628]`. */
import { createServer } from 'node:http';

import { createProduct } from './product.ts';
import { readSettings } from './settings.ts';
import { createTokens } from './tokens.ts';

const settings = readSettings(process.argv.slice(2), process.env);
const server = createServer(createProduct({ settings, tokens: await createTokens(settings) }));

server.listen(settings.port, '127.0.0.1', () => console.log(`Lighthouse is ready: ${settings.origin}`));

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
  });
}
