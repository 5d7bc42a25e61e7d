import type { Environment } from '../environment.ts';

/** What a stream can show. */
export interface Look {
  /** Is a person looking at it, rather than a file or a pipe? */
  readonly interactive: boolean;
  readonly columns: number;
  readonly rows: number;
  /** May lines be rewritten and moved? */
  readonly animation: boolean;
  /** May it show more than ASCII: frames and blocks? */
  readonly unicode: boolean;
  readonly paint: Paint;
}

/** Colours a word, or leaves it as it is where there is no colour. */
export type Paint = (style: Style, text: string) => string;

/** What a word is, not which colour it has. */
export type Style = 'strong' | 'faint' | 'good' | 'warning' | 'bad';

const SGR: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  strong: [1, 22],
  faint: [2, 22],
  good: [32, 39],
  warning: [33, 39],
  bad: [31, 39],
};

/** What the person asked for about the look of things. */
export interface LookWishes {
  readonly color: boolean;
  readonly accessible: boolean;
}

/** The part of a Node stream that matters here. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(chunk: string | Uint8Array): boolean;
}

/**
 * What to show on a stream. Colour only for a person, and never against NO_COLOR, TERM=dumb or --no-color.
 *
 * @see {@link https://no-color.org NO_COLOR}
 */
export function lookOf(stream: OutputStream, env: Environment, wishes: LookWishes): Look {
  const interactive = stream.isTTY === true;
  const dumb = env.TERM === 'dumb';
  const colored = interactive && !dumb && wishes.color && !env.NO_COLOR;
  return {
    interactive,
    columns: stream.columns !== undefined && stream.columns > 0 ? stream.columns : 80,
    rows: stream.rows !== undefined && stream.rows > 0 ? stream.rows : 24,
    animation: interactive && !dumb && !wishes.accessible && !env.CI,
    unicode:
      interactive &&
      !dumb &&
      !wishes.accessible &&
      (env.OS === 'Windows_NT' || /utf-?8/i.test(env.LC_ALL ?? env.LC_CTYPE ?? env.LANG ?? '')),
    paint: (style, text) => (colored ? `\u001b[${SGR[style][0]}m${text}\u001b[${SGR[style][1]}m` : text),
  };
}
