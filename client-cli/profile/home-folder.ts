import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Environment } from '../environment.ts';
import { problem } from '../problems/problem.ts';

/**
 * The folder where this program keeps what it keeps: COUNTERSIGN_HOME, or where the operating system wants the data of a program of one user.
 * Nothing is made here.
 *
 * @param platform of this machine, unless a test says otherwise
 * @throws StoreUnavailable `no_home`
 * @see {@link https://specifications.freedesktop.org/basedir-spec/latest/ XDG Base Directory Specification}
 */
export function homeFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  if (env.COUNTERSIGN_HOME) return resolve(env.COUNTERSIGN_HOME);
  if (platform === 'win32') {
    const local =
      env.LOCALAPPDATA === undefined || env.LOCALAPPDATA === '' ? join(userFolder(), 'AppData', 'Local') : env.LOCALAPPDATA;
    return join(local, 'countersign', 'Data');
  }
  if (platform === 'darwin') return join(userFolder(), 'Library', 'Application Support', 'countersign');
  // "All paths set in these environment variables must be absolute. […] a relative path […] should [be] ignore[d]."
  const data = env.XDG_DATA_HOME?.startsWith('/') ? env.XDG_DATA_HOME : join(userFolder(), '.local', 'share');
  return join(data, 'countersign');
}

/** With an empty HOME, Node says "", and secrets would land wherever one happens to be. */
function userFolder(): string {
  const folder = firstAbsolute(homedir, () => userInfo().homedir);
  if (folder === undefined) throw problem('no_home');
  return folder;
}

function firstAbsolute(...sources: readonly (() => string)[]): string | undefined {
  for (const source of sources) {
    try {
      if (isAbsolute(source())) return source();
    } catch {
      continue; // the system knows no such user
    }
  }
  return undefined;
}
