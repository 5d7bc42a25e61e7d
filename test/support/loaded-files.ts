import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Runs a program with Node and lists the files it loaded, as V8 counts them. */
export async function loadedFiles(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'loaded-'));
  try {
    await promisify(execFile)(process.execPath, args, { env: { ...env, NODE_V8_COVERAGE: folder } });
    const reports = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    const urls = reports.flatMap((text) => (JSON.parse(text) as { result: { url: string }[] }).result.map(({ url }) => url));
    return [...new Set(urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url)))].sort();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
