import type { Fingerprint } from '../../server/domain/fingerprint.ts';

/**
 * Every key this server writes to Redis. All begin with `cs:`, so one ACL rule (`~cs:*`) covers them.
 *
 * No atomic step touches two keys, so they may lie on any nodes of a Cluster. Where one key leads to another, both are written at once: if only one of
 * them comes to be, it is a pointer to nothing, which reads as "unknown", or something nobody can find; both expire by themselves.
 *
 * | key | type | holds | expires |
 * | --- | --- | --- | --- |
 * | `cs:d:FINGERPRINT` | hash | a device request: the fields of `device-fields.ts` | `forgetAt` |
 * | `cs:u:FINGERPRINT` | string | user code → fingerprint of the device code | `forgetAt` |
 * | `cs:g:GRANT` | hash | a grant and its line of refresh tokens: the fields of `grant-scripts.ts` | `keepUntil` |
 * | `cs:a:ACCOUNT` | hash | a person's devices: id → place, as in `device-scripts.ts` | when the last of them is over at the latest |
 * | `cs:p:FINGERPRINT` | string | a proof or assertion that was used | `until` |
 * | `cs:r:KIND:FINGERPRINT` | string | a small record as JSON | `expiresAt` |
 * | `cs:n:FINGERPRINT` | hash | a counter: `n` how many, `u` end of its window | end of the window |
 * | `cs:s:NAME` | string | a lasting secret | never |
 * | `cs:ping`, `cs:ping:{KEY}` | string | proof that writing works, anywhere or on the node of that key | after a minute |
 */
export const keys = {
  deviceCode: (key: Fingerprint) => `cs:d:${key}`,
  userCode: (key: Fingerprint) => `cs:u:${key}`,
  grant: (id: string) => `cs:g:${id}`,
  places: (accountId: string) => `cs:a:${encodeURIComponent(accountId)}`, // no braces: they would choose the slot
  replay: (key: Fingerprint) => `cs:p:${key}`,
  record: (kind: string, key: Fingerprint) => `cs:r:${kind}:${key}`,
  counter: (name: Fingerprint) => `cs:n:${name}`,
  secret: (name: string) => `cs:s:${name}`,
  ping: 'cs:ping',
  pingBeside: (key: string) => `cs:ping:{${key}}`,
} as const;
