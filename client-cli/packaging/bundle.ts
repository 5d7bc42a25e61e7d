import * as promises from 'node:fs/promises';
import { join } from 'node:path';
import { rollup } from '@rollup/wasm-node';
import type { GetModuleInfo, Plugin } from '@rollup/wasm-node';
import ts from 'typescript';
import { commonJs } from './common-js.ts';
import { leaveTextsOut, pathOf, syntaxOnly } from './syntax-only.ts';

/**
 * Makes what is published from the source: the program and the library as a few files of plain JavaScript that share their code (decision 20).
 *
 * Loading fifty small files takes longer than all they do, so what every run needs is one file; what only a login or a call of an API needs is loaded
 * then. Both it and the program are CommonJS, which Node starts sooner; everything else, the library too, is ES modules. Packages we depend on stay outside: npm installs them, and updates them when one has a hole.
 */
const PACKAGE = join(import.meta.dirname, '..');

/** What is published: the program, the library, and the process that asks the OS store, which has to lie beside whoever starts it. */
const ENTRIES = { main: 'main.ts', index: 'index.ts', 'parts/os-store-child': 'store/os-store-child.ts' };

/**
 * The parts that scripts and other programs ask for all day, each with the files it begins with and whatever those import that no part before it has. They are
 * CommonJS, which Node starts sooner. What is not in them (a request, a renewal, a login, a complaint) is loaded when it is needed.
 */
const OFTEN: Readonly<Record<string, readonly string[]>> = {
  'every-run': ['time.ts', 'run-console.ts', 'commands/token.ts', 'store/key-file.ts'],
  'environment-key': ['store/environment-key.ts'],
  status: ['commands/status.ts', 'commands/report.ts'],
  credential: ['commands/credential-git.ts', 'commands/credential-kubernetes.ts'],
};

/** TypeScript to JavaScript, file by file: the types were checked before. */
const transpile: Plugin = {
  name: 'transpile',
  transform(code, id) {
    const { module, target } = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 };
    return ts.transpileModule(code, {
      fileName: pathOf(id),
      transformers: leaveTextsOut(id),
      compilerOptions: { module, target, removeComments: true, verbatimModuleSyntax: true },
    }).outputText;
  },
};

/**
 * Node's own modules, fetched as they are. An `import` of one asks for every single thing it exports, and so loads much that nobody uses: WebCrypto,
 * workers, a differ. `node:fs/promises` waits until something of it is called.
 */
const builtins: Plugin = {
  name: 'builtins',
  resolveId: (id) => (id.startsWith('node:') ? { id: `\0${id}`, syntheticNamedExports: id !== PROMISES } : undefined),
  resolveDynamicImport: (id) => (typeof id === 'string' && id.startsWith('node:') ? { id, external: true } : undefined),
  load(id) {
    if (!id.startsWith('\0node:')) return undefined;
    if (id !== `\0${PROMISES}`) return `export default process.getBuiltinModule(${JSON.stringify(id.slice(1))});`;
    const later = Object.entries(promises)
      .filter(([name]) => name !== 'default')
      .map(([name, value]) =>
        typeof value === 'function'
          ? `export const ${name} = (...args) => fs.promises.${name}(...args);`
          : `export const ${name} = fs.${name};`,
      );
    return [`const fs = process.getBuiltinModule('node:fs');`, ...later].join('\n');
  },
};

const PROMISES = 'node:fs/promises';

/** A single letter outside of ASCII makes V8 read the whole file as UTF-16. */
const plainLetters: Plugin = {
  name: 'plain-letters',
  renderChunk: (code) => code.replace(/[^\0-\x7f]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
};

/** Everything that has been loaded once a file has been. */
function reachedFrom(file: string, infoOf: GetModuleInfo): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (id: string): void => {
    const info = infoOf(id);
    if (reached.has(id) || info === null || info.isExternal) return;
    reached.add(id);
    info.importedIds.forEach(visit);
  };
  visit(join(PACKAGE, file));
  return reached;
}

/** Which part a module is in, if it is in one of {@link OFTEN}: the first that reaches it. */
function partOf(id: string, infoOf: GetModuleInfo): string | undefined {
  for (const [part, files] of Object.entries(OFTEN)) {
    reachedBy[part] ??= files.map((file) => reachedFrom(file, infoOf));
    if (reachedBy[part].some((reached) => reached.has(id))) return part;
  }
  return undefined;
}
const reachedBy: Record<string, readonly ReadonlySet<string>[]> = {};

const bundle = await rollup({
  input: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, join(PACKAGE, file)])),
  external: (id) => /^(?!node:)[@a-z]/.test(id), // a package
  plugins: [builtins, syntaxOnly, transpile, commonJs, plainLetters],
  onwarn(warning) {
    throw new Error(warning.message); // such as an import that leads nowhere
  },
});
await promises.rm(join(PACKAGE, 'dist'), { recursive: true, force: true });
await bundle.write({
  dir: join(PACKAGE, 'dist'),
  format: 'es',
  entryFileNames: ({ name }) => (name === 'main' ? '[name].cjs' : '[name].js'),
  chunkFileNames: ({ name }) => (name in OFTEN ? 'parts/[name].cjs' : 'parts/[name].js'),
  hoistTransitiveImports: false,
  minifyInternalExports: false,
  manualChunks: (id, { getModuleInfo }) => partOf(id, getModuleInfo),
});
await bundle.close();
