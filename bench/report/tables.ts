import { ratio, summarise } from '../measure/take-turns.ts';
import type { Series } from '../measure/take-turns.ts';

/** A table in Markdown that is also easy to read as it is: every column as wide as its widest cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** A table of series that did the same thing, each compared with the ones named. */
export function seriesTable(
  what: string,
  series: readonly Series[],
  comparedWith: readonly { name: string; as: string }[],
): string {
  const references = comparedWith.flatMap(({ name, as }) =>
    series.filter((one) => one.name === name).map((one) => ({ one, as })),
  );
  const head = [what, 'per second', 'p50 ms', 'p99 ms', 'CPU µs', ...references.map(({ as }) => `× ${as}`)];
  const rows = series.map((one) => {
    const { perSecond, p50, p99, cpu } = summarise(one);
    const ratios = references.map((reference) => ratio(one, reference.one).toFixed(2));
    return [one.name, thousands(perSecond), fixed(p50, 2), fixed(p99, 2), fixed(cpu, 0), ...ratios];
  });
  return table(head, rows);
}

/** 12,345 */
export function thousands(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Bytes as MiB. */
export function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : (bytes / 2 ** 20).toFixed(1);
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined ? '–' : value.toFixed(digits);
}
