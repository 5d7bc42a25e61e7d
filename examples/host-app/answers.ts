/** What a request is answered with. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A page. */
export function page(body: string, status = 200): Answer {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body };
}

/** Data. */
export function json(value: unknown, status = 200): Answer {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}

/** Another address, by GET, whatever came before (RFC 9110, section 15.4.4). */
export function leadTo(address: string, cookie?: string): Answer {
  return { status: 303, headers: { Location: address, ...(cookie ? { 'Set-Cookie': cookie } : {}) }, body: '' };
}
