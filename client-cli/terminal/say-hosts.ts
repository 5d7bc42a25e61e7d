/**
 * Says that a login goes to other hosts than its issuer's, before anything is sent there; undefined when it does not.
 * @param hosts as otherHosts (endpoints.ts) gives them
 */
export function sayOtherHosts(hosts: readonly string[], issuer: string): string | undefined {
  if (hosts.length === 0) return undefined;
  return `The login itself goes to ${hosts.join(' and ')}, not to ${new URL(issuer).host}. Go on only if you know that host.`;
}
