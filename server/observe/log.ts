import winston from 'winston';

import type { Clock } from '../ports/clock.ts';
import type { Log, LogFields } from '../ports/log.ts';
import { redact } from './redact.ts';

/** How much is logged. `debug` adds every request and every poll. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug' | 'silent';

/** What a log needs. `pretty` is for people in front of a terminal, otherwise each event is one line of JSON. */
export interface LogDeps {
  readonly level: LogLevel;
  readonly pretty: boolean;
  readonly stream: NodeJS.WritableStream;
  readonly clock: Clock;
}

/** The server's log. Nothing passes it without going through `redact`. */
export function createLog({ level, pretty, stream, clock }: LogDeps): Log {
  const asLine = pretty ? prettyLine : jsonLine;
  const logger = winston.createLogger({
    level: level === 'silent' ? 'error' : level,
    silent: level === 'silent',
    format: winston.format.printf((event) => asLine(new Date(clock()).toISOString(), event)),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston's own types disagree about its own class
    transports: [new winston.transports.Stream({ stream })],
  });
  const write = (severity: Exclude<LogLevel, 'silent'>) => {
    const isEnabled = logger.isLevelEnabled(severity); // asked once: the level never changes, and polls are many
    return (event: string, fields?: LogFields) => {
      if (isEnabled) logger.log({ level: severity, message: event, ...(redact(fields ?? {}) as object) });
    };
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

const COLOURS: Readonly<Record<string, string>> = { error: '\x1b[31m', warn: '\x1b[33m', info: '\x1b[32m', debug: '\x1b[90m' };

/** One event as JSON. It went through `redact`, so there are no cycles in it and nothing that JSON does not know. */
function jsonLine(timestamp: string, { level, message, ...fields }: winston.Logform.TransformableInfo): string {
  return JSON.stringify({ timestamp, level, message, ...fields });
}

function prettyLine(timestamp: string, { level, message, ...fields }: winston.Logform.TransformableInfo): string {
  const time = timestamp.slice(11, 19);
  const details = Object.entries(fields).map(
    ([name, value]) => `${name}=${visible(typeof value === 'string' ? value : JSON.stringify(value))}`,
  );
  return `\x1b[2m${time}\x1b[0m ${COLOURS[level] ?? ''}${String(message)}\x1b[0m \x1b[2m${details.join(' ')}\x1b[0m`;
}

/** Control characters as escapes: what came from outside must not command a terminal. */
function visible(text: string): string {
  return text.replace(/\p{Cc}/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
