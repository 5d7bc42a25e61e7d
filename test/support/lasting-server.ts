import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Document } from 'yaml';

import { copyConfigFolder } from './config-folder.ts';
import type { ConfigFolder } from './config-folder.ts';
import { startServer } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';

/** A server with settings and a storage of its own, which outlive its restarts. */
export interface LastingServer {
  /** The process that runs now. */
  readonly now: ServerProcess;
  readonly issuer: string;
  readonly config: ConfigFolder;
  readonly storage: string;
  /** Stops it, changes a settings file, and starts it again at the same address. */
  restartWith(file: string, edit: (document: Document) => unknown): Promise<void>;
  remove(): Promise<void>;
}

/** @param storage where it keeps everything; a SQLite file of its own if undefined */
export async function startLastingServer(storage?: string, env: Readonly<Record<string, string>> = {}): Promise<LastingServer> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
  const config = await copyConfigFolder();
  const url = storage ?? `sqlite:${join(folder, 'countersign.db')}`;
  let server = await startServer({ storage: url, config: config.path, env });
  const { issuer, port } = server;
  return {
    get now() {
      return server;
    },
    issuer,
    config,
    storage: url,
    async restartWith(file, edit) {
      await server.stop();
      await config.change(file, edit);
      server = await startServer({ storage: url, config: config.path, port, env });
    },
    async remove() {
      await server.stop();
      await config.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
