import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../docs/performance.md');
const BEGIN = '<!-- figures: written by "npm run bench -- --write" -->';
const END = '<!-- end of figures -->';

/** Puts the figures of this run in the place of the last ones. @throws if the page has no place for them */
export async function writeIntoPage(figures: string): Promise<void> {
  const page = await readFile(PAGE, 'utf8');
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`${PAGE} lacks the marks between which the figures stand`);
  await writeFile(PAGE, `${page.slice(0, begin + BEGIN.length)}\n\n${figures}\n\n${page.slice(end)}`);
}
