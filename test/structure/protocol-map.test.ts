import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'chai';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');
const TEXT = readFileSync(join(ROOT, 'docs/protocol.md'), 'utf8');

/** What stands in a title for a value that the test fills in. */
const SLOT = '…';

/** The cells of every table row, headings and rulers left out. */
const ROWS = TEXT.split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) => line.slice(2, -2).split(' | '))
  .filter(([first = '']) => !['id', 'requirement', 'bug'].includes(first));

/** A test that the map names. */
interface Named {
  readonly file: string;
  readonly title: string;
}

const NAMED: readonly Named[] = ROWS.flatMap((cells) => (cells.at(-1) ?? '').split('<br>')).flatMap((entry) => {
  const [, file, title] = /^`(test\/[^`]+)`: (.+)$/.exec(entry) ?? [];
  return file === undefined || title === undefined ? [] : [{ file, title }];
});

/** The titles of the tests and suites of a file, with slots for what is filled in. */
function titlesOf(file: string): ReadonlySet<string> {
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest);
  const titles = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && ['it', 'describe'].includes(node.expression.text)) {
      const [title] = node.arguments;
      if (title && ts.isStringLiteralLike(title)) titles.add(title.text);
      if (title && ts.isTemplateExpression(title))
        titles.add([title.head.text, ...title.templateSpans.map(({ literal }) => literal.text)].join(SLOT));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

describe('docs/protocol.md: the map from requirements to tests', () => {
  it('names only files that exist', () => {
    const files = [...TEXT.matchAll(/`((?:server|adapters|test|views|config|client-cli|api-guard|docs)\/[\w./-]+)`/g)].map(
      ([, file = '']) => file,
    );
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).to.deep.equal([]);
    expect(files.length).to.be.greaterThan(100);
  });

  it('links only to pages that exist', () => {
    const links = [...TEXT.matchAll(/\]\((?!https:|#)([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(ROOT, 'docs', link)))).to.deep.equal([]);
  });

  it('names only tests that are in the files it says', () => {
    const known = new Map([...new Set(NAMED.map(({ file }) => file))].map((file) => [file, titlesOf(file)]));
    const lost = NAMED.filter(({ file, title }) => !known.get(file)?.has(title)).map(({ file, title }) => `${file}: ${title}`);
    expect(lost).to.deep.equal([]);
    expect(NAMED.length).to.be.greaterThan(100);
  });

  it('has a test, or the reason why there is none, for every requirement', () => {
    const bare = ROWS.filter((cells) => !/`test\/|There are no/.test(cells.at(-1) ?? '')).map(([first]) => first);
    expect(bare).to.deep.equal([]);
  });

  it('leaves out no requirement of the device grant, and none of OAuth', () => {
    const wanted = ['D', 'O'].flatMap((letter) => Array.from({ length: 16 }, (_, index) => `${letter}${index + 1}`));
    expect(ROWS.map(([first]) => first)).to.include.members(wanted);
  });
});
