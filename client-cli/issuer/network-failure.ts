import type { ProblemCode } from '../problems/problem-table.ts';

/** Why a request got no answer at all. */
export interface NetworkFailure {
  readonly code: Extract<ProblemCode, 'dns' | 'refused' | 'timeout' | 'not_tls' | 'tls' | 'connection_lost'>;
  /** The code of the system call or of OpenSSL, such as `ECONNRESET`. */
  readonly detail: string;
}

const DNS = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']);
const REFUSED = new Set(['ECONNREFUSED']);
const TIMEOUT = new Set([
  ...['ETIMEDOUT', 'ESOCKETTIMEDOUT', 'TimeoutError', 'OAUTH_TIMEOUT'],
  ...['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'],
]);
/** What OpenSSL calls it when the other side speaks no TLS at all. */
const NOT_TLS = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST']);
/** What Node calls failures of TLS: names of OpenSSL's certificate errors, and its own `ERR_TLS_…` and `ERR_SSL_…`. */
const TLS =
  /^(?:ERR_(?:TLS|SSL)_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CRL_|ERROR_IN_CERT_|INVALID_CA$|PATH_LENGTH_|HOSTNAME_MISMATCH$|EPROTO$)/;

/** Finds the reason in an error of `fetch`, which wraps it once or more; undefined when it is no failure of the network. */
export function readNetworkFailure(thrown: unknown): NetworkFailure | undefined {
  let error = thrown;
  for (let depth = 0; depth < 5 && error instanceof Error; depth += 1) {
    const failure = nameFailure(codeOf(error));
    if (failure !== undefined) return failure;
    error = error instanceof AggregateError ? (error.errors[0] as unknown) : error.cause;
  }
  return thrown instanceof TypeError && thrown.message === 'fetch failed'
    ? { code: 'connection_lost', detail: 'no answer' }
    : undefined;
}

function nameFailure(detail: string): NetworkFailure | undefined {
  if (DNS.has(detail)) return { code: 'dns', detail };
  if (REFUSED.has(detail)) return { code: 'refused', detail };
  if (TIMEOUT.has(detail)) return { code: 'timeout', detail };
  if (NOT_TLS.has(detail)) return { code: 'not_tls', detail };
  if (TLS.test(detail)) return { code: 'tls', detail };
  return /^(?:E[A-Z]{3,}|UND_ERR_|HPE_)/.test(detail) ? { code: 'connection_lost', detail } : undefined;
}

function codeOf(error: Error): string {
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' ? code : error.name;
}
