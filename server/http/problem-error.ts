import type { ProblemCode, ProblemReason } from './page-models.ts';

const STATUS: Readonly<Record<ProblemCode, number>> = {
  'not-found': 404,
  method: 405,
  broken: 500,
  unavailable: 503,
  'bad-request': 400,
  forbidden: 403,
  'web-session': 403,
  oauth: 400,
};

/** A page cannot be shown, for a reason that the person may know. Becomes the problem page. */
export class ProblemError extends Error {
  readonly problem: ProblemCode;
  readonly status: number;
  /** What more the person is told. */
  readonly reason: ProblemReason | undefined;

  constructor(problem: ProblemCode, reason?: ProblemReason, options?: ErrorOptions) {
    super(reason ?? problem, options);
    this.name = 'ProblemError';
    this.problem = problem;
    this.status = STATUS[problem];
    this.reason = reason;
  }
}
