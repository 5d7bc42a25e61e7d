import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

import { expect } from 'chai';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');

/** Every Markdown file that people read, outside of packages and tests. */
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name)),
].filter((name) => name.endsWith('.md'));

/** The TypeScript blocks of the pages, as files that lie beside the page they are on. */
const EXAMPLES = new Map(
  PAGES.flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(
      ([, code = ''], index) => [join(ROOT, `${page.slice(0, -3)}.example-${index + 1}.ts`), code] as const,
    ),
  ),
);

describe('every TypeScript example in the documents', () => {
  it('compiles, with the settings of the repository', function () {
    this.timeout(60_000);
    const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (name) => ts.sys.readFile(name)) as { config: object };
    const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: ['server/main.ts'] }, ts.sys, ROOT);
    const host = ts.createCompilerHost(options);
    const fromDisk = host.readFile.bind(host);
    const exists = host.fileExists.bind(host);
    host.readFile = (name) => EXAMPLES.get(name) ?? fromDisk(name);
    host.fileExists = (name) => EXAMPLES.has(name) || exists(name);
    host.getSourceFile = (name, languageVersion) => {
      const text = host.readFile(name);
      return text === undefined ? undefined : ts.createSourceFile(name, text, languageVersion);
    };
    const program = ts.createProgram([...EXAMPLES.keys()], options, host);
    const complaints = ts
      .getPreEmitDiagnostics(program)
      .filter(({ file }) => file && EXAMPLES.has(file.fileName))
      .map(
        ({ file, messageText }) =>
          `${relative(ROOT, file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
    expect(complaints).to.deep.equal([]);
    expect(EXAMPLES.size, 'there are examples at all').to.be.greaterThan(3);
  });
});
