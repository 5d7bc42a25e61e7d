import { EXIT } from './exit-codes.ts';
import type { ProblemCode } from './problem-table.ts';
import type { Problem } from './problem.ts';

/** The issuer cannot be reached: neither can its page. */
const UNREACHABLE: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  ...(['dns', 'refused', 'timeout', 'connection_lost'] as const),
  ...(['tls', 'not_tls', 'bad_proxy'] as const),
]);

/**
 * Where the issuer explains what went wrong. Whoever stopped a command knows why.
 *
 * @param page where it explains every message of this program, if it does
 */
export function helpFor({ code, exitCode }: Problem, page: string | undefined): string | undefined {
  if (exitCode === EXIT.interrupted || exitCode === EXIT.terminated || UNREACHABLE.has(code)) return undefined;
  return page && `${page}#${code}`;
}
