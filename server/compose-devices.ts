import { existsSync } from 'node:fs';

import { openStorage } from '../adapters/open-storage.ts';
import type { DevicesCommandDeps } from './admin/devices-command.ts';
import { createAudit } from './observe/audit.ts';
import type { Log } from './ports/log.ts';
import type { Settings } from './settings/settings.ts';

/**
 * The composition root of the admin's commands about devices: the storage of the running server, and nothing else of it. Nothing is made that was not there: a
 * mistyped path is an error, not an empty list.
 */
export async function composeDevices(
  { storage: url }: Pick<Settings, 'storage'>,
  { log }: { readonly log: Log },
): Promise<DevicesCommandDeps & { readonly close: () => Promise<void> }> {
  const path = url.startsWith('sqlite:') ? url.slice('sqlite:'.length) : undefined;
  if (path === ':memory:') {
    const reason = 'The server keeps everything in its own memory (sqlite::memory:), where nobody else can look.';
    throw new Error(`${reason} Use a file or Redis.`);
  }
  if (path !== undefined && !existsSync(path)) {
    const advice = 'Run this where the server is started, or name its file: --storage sqlite:PATH';
    throw new Error(`There is no storage at ${path}. ${advice}`);
  }
  const storage = await openStorage(url, { log, clock: Date.now });
  return { devices: storage.devices, audit: createAudit({ log }), close: () => storage.close() };
}
