import { problem } from './problems.ts';
import type { Problem, Scheme } from './problems.ts';

/**
 * Header fields as Fetch has them, or as Node has them. From Node, hand over `headersDistinct`, or only what `distinctHeaders` picks: Node's plain
 * `headers` silently drops a second Authorization field.
 */
export type RequestHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A token as it was presented, nothing of it checked. */
export interface Credentials {
  readonly scheme: Scheme;
  readonly token: string;
  /** The DPoP header; there if it was sent. */
  readonly proof?: string;
}

/** The longest Authorization or DPoP field that is looked at. Node's own limit for all header fields together is 16 KiB. */
export const LONGEST_FIELD = 8192;

/** `Bearer` or `DPoP` in any case, blanks, and one token68 (RFC 9110, section 11.4). */
const AUTHORIZATION = /^(bearer|dpop) +([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * Finds the access token and the proof in a request. The Authorization field is the only place it looks: tokens in the query or in the body end
 * up in logs and histories (RFC 9700, section 4.3.2). A request with an unknown scheme is one without a token (RFC 6750, section 3.1).
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-2.1 RFC 6750, section 2.1}
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-4.3 RFC 9449, section 4.3, check 1: not more than one DPoP field}
 */
export function readCredentials(headers: RequestHeaders): Credentials | Problem {
  const authorizations = fieldValues(headers, 'authorization');
  const proofs = fieldValues(headers, 'dpop');
  if (authorizations.length > 1) return problem('request_malformed', 'more than one Authorization field');
  if (proofs.length > 1 || proofs[0]?.includes(',')) return problem('request_malformed', 'more than one DPoP field');

  const authorization = authorizations[0]?.trim() ?? '';
  const proof = proofs[0]?.trim();
  if (!/^(bearer|dpop)(?![\w-])/i.test(authorization)) return problem('token_missing');
  if (authorization.length > LONGEST_FIELD) return problem('request_malformed', 'the Authorization field is too long');
  if (proof !== undefined && proof.length > LONGEST_FIELD) return problem('request_malformed', 'the DPoP field is too long');

  const [, scheme, token] = AUTHORIZATION.exec(authorization) ?? [];
  if (scheme === undefined || token === undefined)
    return problem('request_malformed', 'the Authorization field is not a scheme and one token');
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer', token, ...(proof !== undefined && { proof }) };
}

/** The values of a field, each as it stood in the request. The name is lower case. */
export function fieldValues(headers: RequestHeaders, name: string): readonly string[] {
  if (headers instanceof Headers) {
    const value = headers.get(name);
    return value === null ? [] : [value];
  }
  return Object.entries(headers)
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value ?? []);
}

/** The fields the guard looks at, every occurrence of them, from what Node received (HTTP/1.1 and HTTP/2). */
export function distinctHeaders(rawHeaders: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const picked: Record<string, string[]> = { authorization: [], dpop: [], host: [] };
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase() ?? '';
    picked[name === ':authority' ? 'host' : name]?.push(rawHeaders[i + 1] ?? '');
  }
  return picked;
}
