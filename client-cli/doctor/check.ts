import type { Problem } from '../problems/problem.ts';

/** One thing that was looked at: how it is, in a sentence, and what to do about it. */
export interface Check {
  readonly name: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What to do next; empty when all is well. */
  readonly hint: string;
  /** What a command would end with because of this. */
  readonly problem: Problem | undefined;
}

/** All is well. */
export function good(name: string, message: string): Check {
  return { name, status: 'ok', message, hint: '', problem: undefined };
}

/** It works, and is worth knowing. */
export function warning(name: string, message: string, hint: string): Check {
  return { name, status: 'warn', message, hint, problem: undefined };
}

/** A command would fail for this. */
export function failing(name: string, problem: Problem): Check {
  return { name, status: 'fail', message: problem.message, hint: problem.hint, problem };
}
