/**
 * Where to go after signing in: a page of ours, or one of Countersign's. Anything else is somebody who wants to be sent people from a login that they trust (RFC 9700,
 * section 4.11: no open redirector).
 */
export function checkedReturnAddress(wanted: string, { origin, countersign }: { origin: string; countersign: string }): string {
  const url = URL.parse(wanted, origin);
  return url && [origin, countersign].includes(url.origin) ? url.href : `${origin}/`;
}
