import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOtherServer } from '../other-server.ts';
import type { OtherServer } from '../other-server.ts';

/** Where scripts/setup.mjs puts it. */
const PACKAGES = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'countersign-tests/django-oauth-toolkit');

/** Why it cannot be started here; undefined when it can. A skipped test fails in CI. */
export function whyNoDjango(): string | undefined {
  const done = join(PACKAGES, 'installed.txt');
  const wanted = readFileSync(join(import.meta.dirname, 'requirements.txt'), 'utf8');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return undefined;
  const reason =
    'Django OAuth Toolkit is not installed: "node scripts/setup.mjs --tests" does it, with Python 3.10 or later and pip';
  if (process.env.CI) throw new Error(reason);
  return reason;
}

/** Starts it with an empty database, one client ("console") and one person (alice, wonderland). */
export async function startDjango(): Promise<OtherServer> {
  const folder = await mkdtemp(join(tmpdir(), 'django-'));
  const server = await startOtherServer({
    command: 'python3',
    args: [join(import.meta.dirname, 'server.py'), join(folder, 'db.sqlite')],
    env: { PYTHONPATH: PACKAGES, PYTHONDONTWRITEBYTECODE: '1', HOME: homedir() },
  });
  return {
    ...server,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
