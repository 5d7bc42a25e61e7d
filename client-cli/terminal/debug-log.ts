import type { Time } from '../time.ts';
import { cleanText } from './clean-text.ts';
import { createRedactor } from './redact.ts';
import type { Redactor } from './redact.ts';

/** Where events go that only matter when something is being looked into. Secrets never get past it. */
export interface DebugLog extends Pick<Redactor, 'learn' | 'scrub'> {
  /** An event has a name in the form `thing.what_happened`, and fields. */
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

/**
 * @param write takes one line; undefined when nobody asked for debug output (secrets are still learnt, for messages)
 * @param time counts the seconds in front of each line from now on
 */
export function createDebugLog(write: ((line: string) => void) | undefined, time: Time): DebugLog {
  const redactor = createRedactor();
  const started = time.elapsed();
  return {
    learn: redactor.learn,
    scrub: redactor.scrub,
    debug(event, fields = {}) {
      if (write === undefined) return;
      const shown = Object.entries(redactor.scrubFields(fields)).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
      const seconds = ((time.elapsed() - started) / 1000).toFixed(3);
      write(cleanText(`debug ${seconds} ${event} ${shown.join(' ')}`, 2000));
    },
  };
}
