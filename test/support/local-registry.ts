import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NODE_MODULES = join(import.meta.dirname, '../../node_modules');

/** A package as npm describes it, as far as it matters here. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** A registry of packages on this machine. */
export interface LocalRegistry {
  readonly address: string;
  close(): Promise<void>;
}

/** Everything that installing these packages takes, as it is installed here. */
function closureOf(names: readonly string[], seen = new Map<string, Manifest>()): Map<string, Manifest> {
  for (const name of names) {
    if (seen.has(name)) continue;
    const manifest = JSON.parse(readFileSync(join(NODE_MODULES, name, 'package.json'), 'utf8')) as Manifest;
    seen.set(name, manifest);
    closureOf(Object.keys(manifest.dependencies ?? {}), seen);
  }
  return seen;
}

/**
 * Serves packages that are installed here as a registry would (one version each), so that a test can install with npm and nothing leaves this machine.
 *
 * @param names what is asked for first; what those need comes with them
 * @param folder where the archives are put
 * @see {@link https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md the answers of a registry}
 */
export async function startLocalRegistry(names: readonly string[], folder: string): Promise<LocalRegistry> {
  const manifests = closureOf(names);
  const folders = [...manifests.keys()].map((name) => join(NODE_MODULES, name));
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder, ...folders], { cwd: folder });

  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/').slice(1);
    const manifest = manifests.get(path);
    if (manifest !== undefined) {
      const { name, version } = manifest;
      const tarball = `http://${request.headers.host}/${archiveOf(manifest)}`;
      const versions = { [version]: { ...manifest, dist: { tarball } } };
      response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
    } else if (path.endsWith('.tgz')) {
      void readFile(join(folder, path)).then(
        (archive) => response.end(archive),
        () => response.writeHead(404).end(),
      );
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function archiveOf({ name, version }: Manifest): string {
  return `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
}
