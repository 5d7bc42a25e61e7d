/** What may stand beside an event. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where events go. An event has a name in the form `thing.what_happened` and fields, never a sentence. Secrets are removed by the implementation,
 * by the name of the field and by the look of the value, so that no caller can forget it.
 */
export interface Log {
  readonly debug: (event: string, fields?: LogFields) => void;
  readonly info: (event: string, fields?: LogFields) => void;
  readonly warn: (event: string, fields?: LogFields) => void;
  readonly error: (event: string, fields?: LogFields) => void;
}
