/** Starts the example API: `node --conditions=countersign-source examples/api/main.ts [--port 8629] [--issuer http://localhost:8628]`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createNotesApi } from './notes-api.ts';
import { readSettings } from './settings.ts';

const settings = readSettings(process.argv.slice(2), process.env);
const server = createServer();

server.listen(settings.port, settings.host, () => {
  const { port } = server.address() as AddressInfo;
  const publicUrl = settings.publicUrl ?? [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  const api = createNotesApi({ issuer: settings.issuer, publicUrl, log: (event) => console.log(JSON.stringify(event)) });
  const handle = api.callback();
  server.on('request', (request, response) => void handle(request, response));
  console.log(`The notes API is ready: ${[publicUrl].flat()[0]} (tokens from ${settings.issuer})`);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    server.close(); // no new requests; those under way are answered, then the process ends by itself
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 5000).unref();
  });
}
