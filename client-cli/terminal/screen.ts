import type { Environment } from '../environment.ts';
import type { Problem } from '../problems/problem.ts';
import { lookOf } from './look.ts';
import type { Look, LookWishes, OutputStream } from './look.ts';
import { wrap } from './wrap.ts';

/** Where a command speaks: data on standard output, everything meant for a person on standard error. */
export interface Screen {
  /** How standard output looks. */
  readonly out: Look;
  /** How standard error looks. */
  readonly err: Look;
  /** What the command was called for. */
  data(content: string | Uint8Array): void;
  /** One JSON object on a line of its own, as data. */
  json(object: object): void;
  /** For a person; silent with --quiet and --json. */
  say(text?: string): void;
  /** For a person, and needed: silent with --json only. */
  insist(text: string): void;
  /** Something to know, in a sentence, whatever else is silent. */
  readonly warn: (sentence: string) => void;
  /** What went wrong, what to do next, and where there is more about it; silent with --json, where it stands in the object. */
  fail(problem: Problem, more?: string): void;
  /** A line that the next one replaces; only where lines can be rewritten. */
  live(text: string): void;
}

/** How a screen is set up. */
export interface ScreenSetup extends LookWishes {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Environment;
  readonly quiet: boolean;
  readonly json: boolean;
  /** Takes secrets out of sentences. */
  readonly scrub: (text: string) => string;
}

/** The width that sentences are set to: long lines are hard to read. */
const MEASURE = 76;

const REWIND = '\r\u001b[K';

/** @returns a screen on two streams */
export function createScreen({ stdout, stderr, env, quiet, json, scrub, ...wishes }: ScreenSetup): Screen {
  const out = lookOf(stdout, env, wishes);
  const err = lookOf(stderr, env, wishes);
  let isLive = false;
  let isDataOpen = false; // the last data did not end its line, which a terminal would go on with

  function line(text: string): void {
    stderr.write(`${isDataOpen ? '\n' : ''}${isLive ? REWIND : ''}${text}\n`);
    isLive = false;
    isDataOpen = false;
  }

  function sentence(mark: string, style: 'warning' | 'bad', text: string): void {
    // Lines in a log file are searched, not read: they stay whole.
    const width = err.interactive ? Math.min(err.columns - 1, MEASURE) - mark.length - 1 : Infinity;
    wrap(scrub(text), width).forEach((part, index) => {
      line(index === 0 ? `${err.paint(style, mark)} ${part}` : `${' '.repeat(mark.length)} ${part}`);
    });
  }

  return {
    out,
    err,
    data: (content) => {
      stdout.write(content);
      if (content.length > 0) isDataOpen = Buffer.from(content).at(-1) !== 0x0a;
    },
    json: (object) => void stdout.write(`${JSON.stringify(object)}\n`),
    say: (text = '') => {
      if (!quiet && !json) line(text);
    },
    insist: (text) => {
      if (!json) line(text);
    },
    warn: (text) => sentence('note:', 'warning', text),
    fail: (problem, more) => {
      if (json) return;
      sentence('error:', 'bad', problem.message);
      if (problem.hint !== '') sentence(' next:', 'warning', problem.hint);
      if (more !== undefined) sentence(' more:', 'warning', more);
    },
    live: (text) => {
      if (quiet || json || !err.animation) return;
      stderr.write(`${REWIND}${text}`);
      isLive = text !== '';
    },
  };
}
