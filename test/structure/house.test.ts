import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { expect } from 'chai';
import { ESLint } from 'eslint';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['server', 'adapters', 'client-cli', 'api-guard', 'examples', 'scripts'];

const FILES = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/(^|\/)(dist|node_modules)\//.test(name))
    .map((name) => join(ROOT, folder, name)),
);

/** The files of the repository that a file needs to be loaded. What it imports as types alone is gone by then. */
function importsOf(file: string): string[] {
  const values = readFileSync(file, 'utf8').replaceAll(/^(?:import|export) type [^;]*;$/gm, '');
  const { importedFiles } = ts.preProcessFile(values, true, true);
  return importedFiles.filter(({ fileName }) => fileName.startsWith('.')).map(({ fileName }) => resolve(dirname(file), fileName));
}

describe('the plan of the house', () => {
  describe('who may import whom is held by the linter', () => {
    const eslint = new ESLint({ cwd: ROOT });
    const refuses = async (file: string, imported: string): Promise<boolean> => {
      const [result] = await eslint.lintText(`import '${imported}';\n`, { filePath: join(ROOT, file) });
      return result?.messages.some(({ ruleId }) => ruleId === 'no-restricted-imports') ?? false;
    };

    for (const [file, imported] of [
      ['server/domain/units.ts', '../ports/log.ts'],
      ['server/ports/log.ts', '../provider/clients.ts'],
      ['server/provider/clients.ts', '../pairing/pairing.ts'],
      ['server/pairing/pairing.ts', '../provider/clients.ts'],
      ['server/pairing/pairing.ts', '../devices/own-devices.ts'],
      ['server/devices/own-devices.ts', '../pairing/pairing.ts'],
      ['server/pairing/pairing.ts', '../compose.ts'],
      ['server/pairing/pairing.ts', '../../adapters/open-storage.ts'],
      ['server/settings/settings.ts', '../provider/clients.ts'],
      ['server/http/messages/en.ts', '../../pairing/pairing.ts'],
      ['server/provider/clients.ts', 'oidc-provider/lib/helpers/errors.js'],
      ['adapters/sqlite/storage.ts', '../redis/keys.ts'],
      ['adapters/sqlite/storage.ts', '../../server/provider/clients.ts'],
      ['adapters/open-storage.ts', '../server/compose.ts'],
      ['client-cli/main.ts', '../server/domain/units.ts'],
      ['client-cli/commands/login.ts', '../../server/domain/units.ts'],
      ['api-guard/index.ts', '../client-cli/index.ts'],
      ['examples/api/main.ts', '../../api-guard/index.ts'],
    ] as const) {
      it(`${file} may not import ${imported}`, async () => expect(await refuses(file, imported)).to.be.true);
    }

    for (const [file, imported] of [
      ['server/ports/log.ts', '../domain/units.ts'],
      ['server/provider/clients.ts', '../ports/log.ts'],
      ['server/provider/clients.ts', './resources.ts'],
      ['server/http/messages/en.ts', '../page-models.ts'],
      ['server/http/messages/en.ts', '../../domain/units.ts'],
      ['server/compose.ts', '../adapters/open-storage.ts'],
      ['adapters/redis/keys.ts', '../../server/domain/fingerprint.ts'],
      ['adapters/redis/keys.ts', '../storage-guard.ts'],
      ['client-cli/commands/login.ts', '../store/file-store.ts'],
    ] as const) {
      it(`${file} may import ${imported}`, async () => expect(await refuses(file, imported)).to.be.false);
    }
  }).timeout(60_000);

  it('has no circles: no file needs itself', () => {
    const done = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      const circle = path.indexOf(file);
      if (circle >= 0)
        throw new Error(`a circle: ${[...path.slice(circle), file].map((step) => relative(ROOT, step)).join(' → ')}`);
      if (done.has(file)) return;
      for (const next of importsOf(file)) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of FILES) visit(file, []);
    expect(done.size).to.be.greaterThan(100);
  });

  it('has no default exports: a thing is called the same everywhere', () => {
    expect(
      FILES.filter((file) => /^export default /m.test(readFileSync(file, 'utf8'))).map((file) => relative(ROOT, file)),
    ).to.deep.equal([]);
  });

  it('has no word of where it was written: no path of a machine, no registry', () => {
    const texts = FILES.filter((file) => /\/(?:home|root|work|tmp)\/\w|registry\.npm/.test(readFileSync(file, 'utf8')));
    expect(texts.map((file) => relative(ROOT, file))).to.deep.equal([]);
  });
});
