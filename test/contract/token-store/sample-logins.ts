import fc from 'fast-check';

import type { Login } from '../../../client-cli/store/token-store.ts';

/** Stands in every secret of a sample. */
export const SECRET = 'SECRET-VALUE';

/** A login as a server of ours would give it. */
export function aLogin(changes: Partial<Login> = {}): Login {
  return {
    schema: 1,
    generation: 1,
    issuer: 'https://id.example',
    clientId: 'console',
    subject: 'alice',
    deviceName: 'Büro 3',
    scopes: ['notes:read'],
    tokenType: 'DPoP',
    accessToken: `at-${SECRET}`,
    accessTokenExpiresAt: 1_800_000_000_000,
    refreshToken: `rt-${SECRET}`,
    dpopKey: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: SECRET },
    ...changes,
  };
}

/** Any login: servers and people give what they like. */
export const logins: fc.Arbitrary<Login> = fc.record(
  {
    schema: fc.constant(1 as const),
    generation: fc.constant(1),
    issuer: fc.webUrl(),
    clientId: fc.string({ unit: 'grapheme' }),
    subject: fc.string({ unit: 'binary' }),
    deviceName: fc.string({ unit: 'grapheme' }),
    scopes: fc.array(fc.string()),
    tokenType: fc.constantFrom('Bearer' as const, 'DPoP' as const),
    accessToken: fc.string({ maxLength: 20_000, size: 'max' }),
    accessTokenExpiresAt: fc.nat(),
    refreshToken: fc.string({ unit: 'binary' }),
  },
  { requiredKeys: ['schema', 'generation', 'issuer', 'clientId', 'deviceName', 'scopes', 'tokenType', 'accessToken'] },
);
