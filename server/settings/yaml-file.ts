import { isAlias, isCollection, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, YAMLError } from 'yaml';

import type { Path, Problem } from './problems.ts';
import { formatPath } from './problems.ts';
import type { Place } from './settings.ts';

/** A YAML file that remembers where everything in it is written. */
export interface YamlFile {
  /** What a person calls it: `config/clients.yaml`. */
  readonly name: string;
  /** What it says; undefined if it cannot be read at all. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where a value is written, or, when it is missing, whatever it should have been in. */
  placeOf(path: Path): Place;
  /** Where a key is written. */
  placeOfKey(path: Path): Place;
}

/** A file that is not there, or cannot be opened. */
export function unreadableFile(name: string, message: string, fix: string): YamlFile {
  const placeOf = (path: Path): Place => ({ file: name, path: formatPath(path) });
  return { name, value: undefined, problems: [{ ...placeOf([]), message, fix }], placeOf, placeOfKey: placeOf };
}

/** Reads YAML 1.2. A key written twice is a problem like any other; where the syntax breaks, nothing is guessed from the ruins. */
export function parseYamlFile(name: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const place = (offset: number, path: Path): Place => {
    const { line, col } = lines.linePos(offset);
    return { file: name, line: Math.max(line, 1), column: Math.max(col, 1), path: formatPath(path) };
  };
  const problems = [
    ...[...document.errors, ...document.warnings].map((error) => ({ ...place(error.pos[0], []), ...explain(error) })),
    ...oddities(document).map(({ offset, message, fix }) => ({ ...place(offset, []), message, fix })),
  ];
  const broken = document.errors.some((error) => error.code !== 'DUPLICATE_KEY') || problems.length > document.errors.length;
  return {
    name,
    value: broken ? undefined : document.toJS({ maxAliasCount: -1 }),
    problems,
    placeOf: (path) => place(walk(document, path).value, path),
    placeOfKey: (path) => place(walk(document, path).key, path),
  };
}

/** Where the key and the value at the end of the path begin; where the path breaks off, the last value on it. */
function walk(document: Document, path: Path): { readonly key: number; readonly value: number } {
  let node: unknown = document.contents;
  let found = { key: offsetOf(node) ?? 0, value: offsetOf(node) ?? 0 };
  for (const step of path) {
    const collection = isAlias(node) ? node.resolve(document) : node;
    // Of a key written twice the last one counts, as in the value.
    const pair = isMap(collection)
      ? collection.items.findLast(({ key }) => isScalar(key) && String(key.value) === step)
      : undefined;
    node = isSeq(collection) && typeof step === 'number' ? collection.items[step] : pair?.value;
    const value = offsetOf(node) ?? offsetOf(pair?.key);
    if (value === undefined) return found;
    found = { key: offsetOf(pair?.key) ?? value, value };
  }
  return found;
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** What YAML allows and a settings file cannot mean. */
function oddities(document: Document): readonly { offset: number; message: string; fix: string }[] {
  const found: { offset: number; message: string; fix: string }[] = [];
  visit(document, {
    Alias(_, alias) {
      const target = alias.resolve(document);
      // An alias within what it stands for would never end; one of a large collection, repeated, is how a small file fills a memory.
      if (target === undefined) {
        found.push({
          offset: offsetOf(alias) ?? 0,
          message: `nothing is called "&${alias.source}".`,
          fix: 'Write the value itself.',
        });
      } else if (isCollection(target)) {
        found.push({ offset: offsetOf(alias) ?? 0, message: 'an alias stands for a list or a map.', fix: 'Write it out.' });
      }
    },
    Pair(_, pair) {
      if (isScalar(pair.key) || pair.key === null) return;
      found.push({
        offset: offsetOf(pair.key) ?? 0,
        message: 'a key is a list, a map or an alias.',
        fix: 'Write a word before the colon.',
      });
    },
  });
  return found;
}

const KNOWN_ERRORS: Partial<Record<YAMLError['code'], { readonly message: string; readonly fix: string }>> = {
  DUPLICATE_KEY: { message: 'this key is written twice.', fix: 'Keep one of them.' },
  TAB_AS_INDENT: { message: 'a tab indents this line.', fix: 'Indent with blanks.' },
  MULTIPLE_DOCS: { message: 'a second document begins here.', fix: 'Remove the line "---".' },
  TAG_RESOLVE_FAILED: { message: 'a tag ("!…") means nothing here.', fix: 'Remove it, or put the text in quotes.' },
};

/** The parser's own words may go on to quote the file, and with it a secret: they are cut where they do. */
function explain({ code, message }: YAMLError): { readonly message: string; readonly fix: string } {
  const [words = ''] = message.split(/: |"|`/);
  return (
    KNOWN_ERRORS[code] ?? {
      message: `this is not YAML (${words.trim()}).`,
      fix: 'Look at the indentation, the quotes and the brackets here and above.',
    }
  );
}
