import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { copyConfigFolder } from './config-folder.ts';
import { freePort } from './free-port.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The example product and its Countersign, each in a process of its own, as its README starts them. */
export interface HostApp {
  readonly origin: string;
  readonly server: ServerProcess;
  stop(): Promise<void>;
}

/** Starts both with the settings of the example; only the ports are others. */
export async function startHostApp(): Promise<HostApp> {
  const [appPort, port] = [await freePort(), await freePort()];
  const config = await copyConfigFolder('examples/host-app/config');
  const shipped = await readFile(join(config.path, 'countersign.yaml'), 'utf8');
  await config.write('countersign.yaml', shipped.replaceAll(':8630', `:${appPort}`).replaceAll(':8628', `:${port}`));
  const server = await startServer({ config: config.path, port });
  const app = spawn(process.execPath, ['examples/host-app/main.ts', '--port', String(appPort), '--countersign', server.issuer], {
    cwd: ROOT,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(app.stdout, 'data');
  return {
    origin: `http://localhost:${appPort}`,
    server,
    async stop() {
      const gone = once(app, 'exit');
      app.kill('SIGKILL');
      await Promise.all([gone, server.stop(), config.remove()]);
    },
  };
}
