import type { Look } from '../terminal/look.ts';
import { visibleWidth } from '../terminal/visible-width.ts';
import { wrap } from '../terminal/wrap.ts';

/** A name with an explanation. */
export type HelpEntry = readonly [term: string, explanation: string];

/** The widest that text gets: longer lines are hard to read. */
const MEASURE = 88;

/** Narrower than this, an explanation stands below its name and not beside it. */
const ROOM_FOR_TWO_COLUMNS = 60;

/** The widest a column of names gets; a longer name has a line of its own. */
const WIDEST_TERM = 28;

/** The width that help is set to. */
export function helpWidth({ columns }: Pick<Look, 'columns'>): number {
  return Math.min(columns - 1, MEASURE);
}

/** A paragraph. */
export function paragraph(text: string, look: Look, indent = 2): string[] {
  return wrap(text, helpWidth(look) - indent).map((line) => ' '.repeat(indent) + line);
}

/** Names with explanations: in two columns, or on a narrow screen one below the other. */
export function list(entries: readonly HelpEntry[], look: Look): string[] {
  const widest = Math.max(0, ...entries.map(([term]) => visibleWidth(term)));
  if (look.columns < ROOM_FOR_TWO_COLUMNS) {
    return entries.flatMap(([term, text]) => [`  ${look.paint('strong', term)}`, ...paragraph(text, look, 6)]);
  }
  const column = Math.min(widest, WIDEST_TERM) + 4;
  return entries.flatMap(([term, text]) => {
    const beside = wrap(text, helpWidth(look) - column);
    const name = `  ${look.paint('strong', term)}`;
    const fits = visibleWidth(term) + 4 <= column;
    const first = fits ? name + ' '.repeat(column - 2 - visibleWidth(term)) + (beside[0] ?? '') : name;
    return [first, ...(fits ? beside.slice(1) : beside).map((line) => ' '.repeat(column) + line)];
  });
}

/** A part with a heading. Nothing when there is nothing in it. */
export function section(heading: string, lines: readonly string[], { paint }: Look): string[] {
  return lines.length === 0 ? [] : ['', paint('strong', heading), ...lines];
}

/** A line for a shell: where it is too long it goes on in the next line, in a way that still works when it is copied. */
export function commandLine(line: string, look: Look): string[] {
  const width = helpWidth(look) - 4;
  const lines: string[] = [];
  let current = '';
  for (const part of line.split(/ (?=--[a-z]|\| |\|\| |> )/)) {
    if (current !== '' && current.length + 1 + part.length > width - 2) {
      lines.push(`${current} \\`);
      current = `  ${part}`;
    } else {
      current = current === '' ? part : `${current} ${part}`;
    }
  }
  return [...lines, current].map((text) => `    ${text}`);
}
