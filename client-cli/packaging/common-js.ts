import type { Plugin } from '@rollup/wasm-node';
import ts from 'typescript';

/** One of these parts loads another of them later, or a module of Node: without the loader of ES modules too. */
const BETWEEN_PARTS = /\bimport\(('\.\/[\w-]+\.cjs')\)/g;
const OF_NODE = /\bimport\((["']node:[\w/]+["'])\)/g;

/**
 * Turns the parts that every run loads into CommonJS, which Node starts without its loader of ES modules: that alone costs an ES module a tenth of an empty
 * run. The other parts stay ES modules, and share these with them: Node gives both kinds the same instance. What they load later, they load with `import()`.
 *
 * @see {@link https://nodejs.org/api/esm.html#commonjs-namespaces how an ES module imports names from CommonJS}
 */
export const commonJs: Plugin = {
  name: 'common-js',
  renderChunk(code, { fileName }) {
    if (!fileName.endsWith('.cjs')) return undefined;
    const { module, target } = { module: ts.ModuleKind.Node16, target: ts.ScriptTarget.ES2023 };
    const fileOf = fileName.replace(/\.cjs$/, '.cts'); // by which the compiler knows what is wanted
    const { outputText } = ts.transpileModule(code, { fileName: fileOf, compilerOptions: { module, target } });
    return outputText
      .replace(BETWEEN_PARTS, 'Promise.resolve().then(() => require($1))')
      .replace(OF_NODE, 'Promise.resolve(process.getBuiltinModule($1))');
  },
};
