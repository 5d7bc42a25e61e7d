import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { problem } from '../problems/problem.ts';
import { systemReason } from './system-reason.ts';

/** Nothing that we write comes near it. */
const LARGEST_BYTES = 1024 * 1024;

/** A link is not followed, and a pipe is not waited for. Windows knows neither, and has no such constants. */
const { O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants as Partial<typeof constants>;

/**
 * Reads a file that this program wrote, and nothing that somebody put in its place: no link, no folder, no pipe, nothing huge.
 *
 * @param secret does it hold a secret in clear? Then it must be of this user and closed to all others, as ssh wants its keys
 * @returns undefined when there is nothing
 * @throws StoreUnavailable `store_unreadable`, `store_not_ours`, `store_exposed`
 */
// eslint-disable-next-line @typescript-eslint/require-await -- every run reads this way: at once, since only to load what would wait takes longer. Nobody should count on it
export async function readOwnFile(path: string, { secret }: { readonly secret: boolean }): Promise<string | undefined> {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const found = fstatSync(file);
    if (!found.isFile()) throw problem('store_not_ours', { path, detail: found.isDirectory() ? 'a folder' : 'not a file' });
    if (found.size > LARGEST_BYTES) throw problem('store_not_ours', { path, detail: `${found.size} bytes long` });
    if (secret) refuseOpenToOthers(path, found);
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code === 'ELOOP') throw problem('store_not_ours', { path, detail: 'a link' }, { cause });
    if (syscall === undefined) throw cause;
    throw problem('store_unreadable', { path, detail: systemReason(cause) }, { cause });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Windows has no such bits; there, the folder of a user is closed to others by itself. */
function refuseOpenToOthers(path: string, { mode, uid }: { readonly mode: number; readonly uid: number }): void {
  if (process.getuid === undefined) return;
  if (uid !== process.getuid()) throw problem('store_exposed', { path, detail: 'it belongs to another user' });
  if ((mode & 0o077) !== 0) throw problem('store_exposed', { path, detail: `its mode is ${(mode & 0o777).toString(8)}` });
}
