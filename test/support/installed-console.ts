import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startLocalRegistry } from './local-registry.ts';

const run = promisify(execFile);
const PACKAGE = resolve(import.meta.dirname, '../../client-cli');

/** The console as somebody installs it. */
export interface InstalledConsole {
  /** The folder it was installed into; it was empty before. */
  readonly folder: string;
  /** The program, as npm put it there. */
  readonly main: string;
  /** The archive of `npm pack`, unpacked. */
  readonly unpacked: string;
  remove(): Promise<void>;
}

/**
 * Packs the console with `npm pack`, and installs the archive without its optional parts: once with a registry on this machine, which fills npm's
 * cache, and then, for good, into an empty folder with that cache and no network at all.
 */
export async function installConsole(): Promise<InstalledConsole> {
  const place = await mkdtemp(join(tmpdir(), 'installed-'));
  const [archives, unpacked, first, folder, cache] = ['archives', 'unpacked', 'first', 'second', 'cache'].map((name) =>
    join(place, name),
  ) as [string, string, string, string, string];
  await Promise.all([archives, unpacked, first, folder].map((each) => mkdir(each)));
  await run('npm', ['pack', '--silent', '--pack-destination', place], { cwd: PACKAGE });
  const archive = join(
    place,
    (await readdir(place)).find((name) => name.endsWith('.tgz'))!,
  );
  await run('tar', ['-xzf', archive, '-C', unpacked]);

  const { dependencies } = JSON.parse(await readFile(join(PACKAGE, 'package.json'), 'utf8')) as { dependencies: object };
  const registry = await startLocalRegistry(Object.keys(dependencies), archives);
  const install = async (into: string, ...more: string[]): Promise<void> => {
    await writeFile(join(into, 'package.json'), '{ "private": true, "type": "module" }');
    const quiet = ['--no-audit', '--no-fund', '--omit=optional', '--cache', cache, '--registry', registry.address];
    await run('npm', ['install', archive, ...quiet, ...more], { cwd: into, env: { PATH: process.env.PATH, HOME: place } });
  };
  try {
    await install(first);
  } finally {
    await registry.close();
  }
  await install(folder, '--offline');
  return {
    folder,
    main: join(folder, 'node_modules/@countersign/console/dist/main.cjs'),
    unpacked: join(unpacked, 'package'),
    remove: () => rm(place, { recursive: true, force: true }),
  };
}
