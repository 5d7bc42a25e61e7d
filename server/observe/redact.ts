const REMOVED = '[removed]';

/** Fields that are secret whatever their value looks like. */
const SECRET_FIELDS =
  /^(authorization|cookie|set-cookie|dpop|password|passphrase|secret|.*_secret|.*_token|token|device_code|user_code|user_code_typed|code|code_verifier|client_assertion|csrf|review|jwk|jwks|private_key|key)$/i;

/**
 * Values that are secret whatever their field is called: signed or encrypted JSON (three or five dotted parts), any run of base64url long enough to
 * carry 240 bits, and anything in the form of a user code.
 */
const SECRET_SHAPES = [
  /(?<![A-Za-z0-9])ey[A-Za-z0-9_-]{8,1000}(?:\.[A-Za-z0-9_-]*){2,4}/g,
  /[A-Za-z0-9_-]{40,}/g,
  /\b[BCDFGHJKLMNPQRSTVWXZ]{4}(?:-| |\+|%20|%2D)?[BCDFGHJKLMNPQRSTVWXZ]{4}\b/gi,
];

/** Nobody reads more, and what comes from outside must not take long to look through. */
const LONGEST_TEXT = 20_000;

/** The shortest that looks like one: a user code without its dash. */
const SHORTEST_SECRET = 8;

/** Takes what looks like a secret out of a text. */
export function redactText(text: string): string {
  if (text.length < SHORTEST_SECRET) return text;
  if (text.length > LONGEST_TEXT) return `${redactText(text.slice(0, LONGEST_TEXT))}…`;
  return SECRET_SHAPES.reduce((safe, shape) => safe.replace(shape, REMOVED), text);
}

/**
 * Takes secrets out of whatever is about to be logged, by the name of the field and by the look of the value, at any depth. Errors become their
 * name, message and stack.
 */
export function redact(value: unknown, field = '', depth = 0): unknown {
  if (SECRET_FIELDS.test(field) && value !== undefined) return REMOVED;
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value); // JSON knows none
  if (value === null || typeof value !== 'object') return value;
  if (depth > 6) return '[too deep]';
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.map((item) => redact(item, '', depth + 1));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, redact(inner, name, depth + 1)]));
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  return {
    name: error.name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: redact(error.cause, 'cause', depth + 1) }),
  };
}
