import { spawnSync } from 'node:child_process';
import { delimiter, join, sep } from 'node:path';

/** A Node on this machine. */
export interface NodeBinary {
  readonly path: string;
  /** Such as "v20.19.5". */
  readonly version: string;
}

/** The Node that runs the tests, and the one of the machine, where that is another one: packages are run by the latter. */
export function allNodes(): NodeBinary[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes(`${sep}node_modules${sep}`));
  const found = [process.execPath, ...folders.map((folder) => join(folder, 'node'))].flatMap((path) => {
    const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    return status === 0 ? [{ path, version: stdout.trim() }] : [];
  });
  return found.filter(({ version }, index) => found.findIndex((other) => other.version === version) === index);
}
