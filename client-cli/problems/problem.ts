import { cleanText } from '../terminal/clean-text.ts';
import { EXIT } from './exit-codes.ts';
import type { ExitCode } from './exit-codes.ts';
import { problems } from './problem-table.ts';
import type { ProblemCode } from './problem-table.ts';

/** What fills the `{name}` places of a problem's sentences; `{name|words}` says so many words where nothing does. Whatever a server or a person wrote must have been cleaned before. */
export type ProblemDetails = Readonly<Record<string, string | number>>;

/** Something went wrong that a person can mend: a stable code, a sentence, a next step and an exit code. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly exitCode: ExitCode;
  /** What to do next, in one or two sentences. */
  readonly hint: string;
  /** The `error` of the OAuth answer behind it, if there was one (RFC 6749, section 5.2). */
  readonly oauthError: string | undefined;
  /** What filled its sentences. */
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, details: ProblemDetails, options: ProblemOptions) {
    const { message, hint, exitCode } = problems()[code];
    super(fill(message, details), { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.exitCode = exitCode;
    this.hint = fill(hint, details);
    this.oauthError = options.oauthError;
    this.details = details;
  }

  /** The same, told by somebody who knows more, such as which command was typed. */
  with(more: ProblemDetails): Problem {
    return problem(this.code, { ...this.details, ...more }, { cause: this.cause, oauthError: this.oauthError });
  }

  /** May the same command succeed later, with nothing changed by a person? */
  get retryable(): boolean {
    return this.exitCode === EXIT.temporary;
  }
}

/** Somebody has to log in (exit code 4). */
export class LoginRequired extends Problem {}

/** Nothing is lost; the same call may succeed later (exit code 7). */
export class Temporary extends Problem {}

/** The place where tokens are kept cannot be used (exit code 8). */
export class StoreUnavailable extends Problem {}

/** The exit codes that callers of the library tell apart. */
const CLASSES: Partial<Record<ExitCode, typeof Problem>> = {
  [EXIT.loginNeeded]: LoginRequired,
  [EXIT.temporary]: Temporary,
  [EXIT.store]: StoreUnavailable,
};

interface ProblemOptions {
  readonly cause?: unknown;
  readonly oauthError?: string | undefined;
}

/** Makes the problem called `code`, as the class a caller of the library can catch. */
export function problem(code: ProblemCode, details: ProblemDetails = {}, options: ProblemOptions = {}): Problem {
  const Kind = CLASSES[problems()[code].exitCode] ?? Problem;
  return new Kind(code, details, options);
}

/**
 * Whatever was thrown, as a problem. What is not one already is a bug of ours. What could not be parsed is not told: the message quotes it, and it may be secret.
 * Nor is the password in an address.
 */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  return problem(
    'unexpected',
    {
      detail:
        thrown instanceof SyntaxError
          ? thrown.name
          : thrown instanceof Error
            ? cleanText(`${thrown.name}: ${thrown.message}`.replace(/\/\/[^\s/]*@/g, '//'))
            : 'no reason given',
    },
    { cause: thrown },
  );
}

/** `" --profile NAME"` as it has to be typed after a command, or nothing for the profile that is used anyway. */
export function profileFlag(profile: string): string {
  return profile === 'default' ? '' : ` --profile ${profile}`;
}

function fill(sentence: string, details: ProblemDetails): string {
  return sentence.replace(/\{(\w+)(?:\|([^}]*))?\}/g, (_place, name: string, otherwise = '') =>
    String(details[name] ?? otherwise),
  );
}
