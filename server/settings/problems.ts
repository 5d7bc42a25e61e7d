import type { Place } from './settings.ts';

/** A problem of the settings: where it is, what is wrong (one sentence), and what would be right (another one). It never quotes a secret. */
export interface Problem extends Place {
  readonly message: string;
  readonly fix: string;
}

/** The way to a value in a file: keys and indexes. */
export type Path = readonly (string | number)[];

/** `['clients', 2, 'grants', 0]` → `clients[2].grants[0]` */
export function formatPath(path: Path): string {
  return path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('');
}

/** `config/clients.yaml:12:5 clients[2].grants[0]: "device" is no grant type. Write device_code, refresh_token or client_credentials.` */
export function formatProblem({ file, line, column, path, message, fix }: Problem): string {
  const position = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  return `${path === '' ? position : `${position} ${path}`}: ${message} ${fix}`;
}

/** File by file, from top to bottom; what has no line comes first. */
export function inReadingOrder(problems: readonly Problem[]): readonly Problem[] {
  const files = [...new Set(problems.map((problem) => problem.file))];
  return problems.toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}
