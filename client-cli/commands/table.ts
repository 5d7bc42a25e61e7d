import type { Look } from '../terminal/look.ts';
import { wrap } from '../terminal/wrap.ts';

/** A fact: what it is called, and what it is. */
export type Row = readonly [name: string, value: string];

/** "Not given" is the longest name, and two blanks follow. */
const NAME_WIDTH = 11;

/** Facts below each other, as wide as the screen. */
export function table(rows: readonly Row[], { paint, columns, interactive }: Look, indent = 0): string[] {
  return rows.flatMap(([name, value]) =>
    wrap(value, interactive ? Math.max(20, columns - NAME_WIDTH - indent - 1) : Infinity).map(
      (part, index) => ' '.repeat(indent) + paint('faint', (index === 0 ? name : '').padEnd(NAME_WIDTH)) + part,
    ),
  );
}
