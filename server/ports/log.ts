/** What may stand beside an event. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where events go. An event has a name in the form `thing.what_happened` and fields, never a sentence. Secrets are removed by the implementation,
 * by the name of the field and by the look of the value, so that no caller can forget it.
 */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}
