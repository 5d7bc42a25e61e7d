import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname, '../../docs');

/** A place on a page of docs/ that a program writes: between two marks. */
export interface WrittenPlace {
  readonly page: string;
  readonly begin: string;
  readonly end: string;
}

/** Where the figures of the bench stand. */
export const FIGURES: WrittenPlace = {
  page: 'performance.md',
  begin: '<!-- figures: written by "npm run bench -- --write" -->',
  end: '<!-- end of figures -->',
};

/** Puts what this run has found in the place of what the last one found. @throws if the page has no place for it */
export async function writeIntoPage({ page, begin, end }: WrittenPlace, text: string): Promise<void> {
  const path = join(DOCS, page);
  const content = await readFile(path, 'utf8');
  const [from, to] = [content.indexOf(begin), content.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${path} lacks the marks between which it stands`);
  await writeFile(path, `${content.slice(0, from + begin.length)}\n\n${text}\n\n${content.slice(to)}`);
}
