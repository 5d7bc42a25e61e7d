/** A JWT taken apart. Nothing of it is verified: what is read here may refuse a token, never accept one. */
export interface UnverifiedJwt {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Three segments of base64url without padding (RFC 7515, section 7.1). */
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$/;

/**
 * Takes a signed JWT apart, to see which key it needs and what it claims to be.
 *
 * The alphabet is checked first, so that every base64url decoder reads the same bytes from it, ours and the one that verifies.
 *
 * @returns undefined if it is not a JWS in compact serialization with two JSON objects
 * @see {@link https://www.rfc-editor.org/rfc/rfc7519#section-7.2 RFC 7519, section 7.2}
 */
export function takeApart(jwt: string): UnverifiedJwt | undefined {
  if (!COMPACT.test(jwt)) return undefined;
  const [header, claims] = jwt.split('.').map(readJsonObject);
  return header && claims ? { header, claims } : undefined;
}

function readJsonObject(segment: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined; // not JSON
  }
}

/** Is it an object as JSON has them, no array and not null? */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
