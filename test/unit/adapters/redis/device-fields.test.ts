import { expect } from 'chai';
import fc from 'fast-check';

import { fromFields, toFields } from '../../../../adapters/redis/device-fields.ts';
import type { DeviceRequest } from '../../../../server/domain/device-request.ts';
import { someFingerprint, someRequest } from '../../../support/storage-samples.ts';

const key = someFingerprint();

/** As HGETALL would answer. */
function toHash(request: DeviceRequest): Record<string, string> {
  const fields = toFields(request);
  return Object.fromEntries(fields.flatMap((field, n) => (n % 2 === 0 ? [[field, fields[n + 1]!]] : [])));
}

/** scope-token of RFC 6749, section 3.3. */
const scopeToken = fc.stringMatching(/^[\x21\x23-\x5b\x5d-\x7e]{1,20}$/);
const text = fc.string({ unit: 'grapheme', maxLength: 30 });
const optional = (arbitrary: fc.Arbitrary<string>) => fc.option(arbitrary, { nil: undefined });
const instant = fc.integer({ min: 0, max: 9_999_999_999_999 });

const requests: fc.Arbitrary<DeviceRequest> = fc.record({
  pairingId: text,
  clientId: text,
  scopes: fc.array(scopeToken, { maxLength: 5 }),
  resource: optional(text),
  deviceName: optional(text),
  origin: fc.record({ address: text, userAgent: text }),
  codeChallenge: optional(text),
  dpopThumbprint: optional(text),
  requestedAt: instant,
  expiresAt: instant,
  interval: fc.integer({ min: 1, max: 60 }),
});

describe('the fields of a device request', () => {
  it('give any request back as it came', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const back = fromFields(key, toHash(request));
        const { resource, deviceName, codeChallenge, dpopThumbprint, ...always } = request;
        const there = Object.entries({ resource, deviceName, codeChallenge, dpopThumbprint }).filter(
          ([, value]) => value !== undefined,
        );
        expect(back).to.deep.equal({ key, state: 'pending', request: { ...always, ...Object.fromEntries(there) } });
      }),
      { numRuns: 500 },
    );
  });

  it('keep no value twice', () => {
    const values = Object.values(toHash(someRequest(1_700_000_000_000)));
    expect(new Set(values)).to.have.property('size', values.length);
  });

  it('of a key that is not there are no request', () => expect(fromFields(key, {})).to.equal(undefined));
});
