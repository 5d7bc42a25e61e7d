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
const json = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown); // -0 is not JSON

const requests: fc.Arbitrary<DeviceRequest> = fc
  .record({
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
  })
  .chain((request) => {
    const own = {
      client_id: request.clientId,
      scope: request.scopes.join(' '),
      ...(request.resource !== undefined && { resource: request.resource }),
    };
    const params = fc.record(
      {
        client_id: fc.oneof(fc.constant(own.client_id), json),
        scope: fc.oneof(fc.constant(own.scope), json),
        resource: fc.oneof(fc.constant(own.resource ?? ''), json),
        max_age: json,
        login_hint: json,
      },
      { requiredKeys: [] },
    );
    return params.map((some) => ({ ...request, params: some }));
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

  it('keep no value twice: parameters that repeat the request are only noted', () => {
    const request = someRequest(1_700_000_000_000);
    const values = Object.values(toHash(request));
    expect(new Set(values)).to.have.property('size', values.length);
    expect(toHash(request)).to.not.have.property('p');
    expect(toHash({ ...request, params: { ...request.params, client_id: 'another' } })).to.include({
      p: '{"client_id":"another"}',
    });
  });

  it('of a key that is not there are no request', () => expect(fromFields(key, {})).to.equal(undefined));
});
