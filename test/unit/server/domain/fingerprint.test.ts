import { createHmac } from 'node:crypto';

import { expect } from 'chai';
import fc from 'fast-check';

import { createTakeFingerprint, equalInConstantTime } from '../../../../server/domain/fingerprint.ts';
import type { SecretKind } from '../../../../server/domain/fingerprint.ts';

const PEPPER = Buffer.alloc(32, 7);

describe('takeFingerprint: what storage knows a secret by', () => {
  const takeFingerprint = createTakeFingerprint(PEPPER);

  it('is HMAC-SHA-256 over kind, a zero byte and the secret, as 43 characters of base64url', () => {
    const expected = createHmac('sha256', PEPPER).update('refresh_token\0secret').digest('base64url');
    expect(takeFingerprint('refresh_token', 'secret'))
      .to.equal(expected)
      .and.match(/^[\w-]{43}$/);
  });

  for (const kind of ['device_code', 'user_code'] as const) {
    it(`of a ${kind} is the first 22 of them, more than half (RFC 2104, section 5)`, () => {
      const whole = createHmac('sha256', PEPPER).update(`${kind}\0WDJBMJHT`).digest('base64url');
      expect(takeFingerprint(kind, 'WDJBMJHT'))
        .to.equal(whole.slice(0, 22))
        .and.match(/^[\w-]{22}$/);
    });
  }

  it('differs by kind, by secret and by pepper', () => {
    const others = [
      takeFingerprint('device_code', 'secret'),
      takeFingerprint('refresh_token', 'secret'),
      takeFingerprint('device_code', 'secret2'),
      createTakeFingerprint(Buffer.alloc(32, 8))('device_code', 'secret'),
    ];
    expect(new Set(others)).to.have.property('size', others.length);
  });

  it('never lets a secret spill over into the kind', () => {
    const all = new Map<string, string>();
    const kinds: SecretKind[] = ['device_code', 'user_code', 'refresh_token', 'web_session', 'proof', 'engine'];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.string(), (kind, secret) => {
        const said = JSON.stringify([kind, secret]);
        const fingerprint = takeFingerprint(kind, secret);
        expect(all.get(fingerprint) ?? said).to.equal(said);
        all.set(fingerprint, said);
      }),
    );
  });
});

describe('equalInConstantTime', () => {
  it('agrees with === on any two strings, of equal length or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        fc.pre(a.isWellFormed() && b.isWellFormed()); // lone surrogates have no bytes of their own
        expect(equalInConstantTime(a, b)).to.equal(a === b);
        expect(equalInConstantTime(a, a)).to.equal(true);
        expect(equalInConstantTime(a, `${a}x`)).to.equal(false);
      }),
    );
  });

  it('compares bytes, not characters: "é" is not "e" and a mark', () => {
    expect(equalInConstantTime('\u00e9', 'e\u0301')).to.equal(false);
  });
});
