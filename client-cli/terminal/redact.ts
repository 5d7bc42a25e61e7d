/** Takes secrets out of whatever is about to be written for people. */
export interface Redactor {
  /** From now on, this value is never written. */
  readonly learn: (secret: string) => void;
  /** A sentence without known secrets, and without anything that looks like a token. */
  readonly scrub: (text: string) => string;
  /** The fields of a log event: those with a secret's name emptied, all others scrubbed, of long random values too. */
  readonly scrubFields: (fields: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}

const GONE = '[removed]';

/** A program that runs for months sees thousands of tokens: those that matter are the last ones. */
const MOST_KNOWN = 200;

/** Values shorter than this are not searched for: they would blank out ordinary words. */
const SHORTEST_SECRET = 8;

/** Names of fields that hold secrets: parameters of OAuth (RFC 6749, 7636, 8628, 9449), headers, parts of a JWK. */
const SECRET_NAME =
  /token$|^(?:code|device_code|user_code|code_verifier|client_secret|client_assertion|assertion|authorization|dpop|cookie|password|secret|key|d|k)$/i;

/** What tokens look like: JWT and JWE, an Authorization value. */
const SECRET_SHAPES = [/\beyJ[\w-]+(?:\.[\w-]*){1,4}/g, /\b(?:Bearer|DPoP)\s+[\w.~+/=-]{20,}/gi];

/** Long runs of base64url or hex: an opaque token, a key, perhaps only a long name. A log can do without it; a sentence cannot. */
const RANDOM_SHAPE = /[\w-]{32,}={0,2}/g;

/** @returns a redactor that knows no secret by value yet */
export function createRedactor(): Redactor {
  const known = new Set<string>();

  function scrub(text: string): string {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, GONE);
    for (const shape of SECRET_SHAPES) clean = clean.replace(shape, GONE);
    return clean;
  }

  return {
    learn(secret) {
      if (secret.length < SHORTEST_SECRET) return;
      for (const form of [secret, encodeURIComponent(secret)]) {
        known.delete(form); // the ones seen last stand at the end
        known.add(form);
      }
      for (const oldest of known) {
        if (known.size <= MOST_KNOWN) break;
        known.delete(oldest);
      }
    },
    scrub,
    scrubFields: (fields) =>
      Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [
          name,
          SECRET_NAME.test(name) ? GONE : typeof value === 'string' ? scrub(value).replace(RANDOM_SHAPE, GONE) : value,
        ]),
      ),
  };
}
