import { randomBytes } from 'node:crypto';

import { expect } from 'chai';
import fc from 'fast-check';

import { redact, redactText } from '../../../../server/observe/redact.ts';
import { USER_CODE_ALPHABET } from '../../../../server/domain/user-code.ts';

const JWT = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';
const letter = fc.constantFrom(...Array.from(USER_CODE_ALPHABET));

describe('redact: no secret reaches the log, whoever forgets it', () => {
  for (const field of [
    'access_token',
    'refresh_token',
    'id_token',
    'token',
    'device_code',
    'user_code',
    'client_secret',
    'password',
  ]) {
    it(`takes out the field ${field}, at any depth, whatever is in it`, () => {
      for (const value of ['x', 7, { deep: 'x' }, ['x']])
        expect(JSON.stringify(redact({ a: [{ [field]: value }] }))).to.equal(`{"a":[{"${field}":"[removed]"}]}`);
    });
  }

  it('takes out whatever looks like a token, a proof, a device code or a handle, in the middle of any text', () => {
    const before = fc.string({ unit: fc.constantFrom('a', ' ', '"', '=', '&', '?', ':'), maxLength: 8 });
    const secret = fc.constantFrom(JWT, randomBytes(32).toString('base64url'), randomBytes(64).toString('base64url'));
    fc.assert(
      fc.property(before, secret, before, (left, hidden, right) => {
        expect(redactText(`${left} ${hidden} ${right}`)).not.to.include(hidden.slice(0, 20));
        expect(redactText(`token=${hidden}&x`)).not.to.include(hidden.slice(0, 20));
      }),
    );
  });

  it('takes out user codes, as they are typed: grouped or not, in any case, percent-encoded', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: letter, minLength: 4, maxLength: 4 }),
        fc.string({ unit: letter, minLength: 4, maxLength: 4 }),
        fc.constantFrom('-', ' ', '', '+', '%20', '%2D'),
        fc.boolean(),
        (left, right, between, isLower) => {
          const code = isLower ? (left + between + right).toLowerCase() : left + between + right;
          expect(redactText(`GET /device?user_code=${code} now`)).not.to.include(code);
        },
      ),
    );
  });

  it('makes an error its name, message, stack and cause, and takes the secrets out of each', () => {
    const error = new Error(`bad ${JWT}`, { cause: new TypeError(`worse ${JWT}`) });
    const shown = redact(error) as Record<string, Record<string, string>>;
    expect(shown).to.include({ name: 'Error', message: 'bad [removed]' });
    expect(shown.cause).to.include({ name: 'TypeError', message: 'worse [removed]' });
    expect(JSON.stringify(shown)).not.to.include(JWT);
  });

  it('leaves what is needed to find one’s way: ids, addresses, scopes, times', () => {
    const event = { pairing: 'OZEq5G-O4TT8l7vhgGk8Fg', client: 'console', address: '2001:db8::1', scopes: ['notes:read'], ms: 3 };
    expect(redact(event)).to.deep.equal(event);
  });

  it('ends: something that contains itself is cut off', () => {
    const knot: Record<string, unknown> = {};
    knot.again = knot;
    expect(JSON.stringify(redact(knot))).to.include('[too deep]');
  });

  it('takes no longer than the text is long, whoever wrote it', () => {
    const begin = performance.now();
    redactText('ey-'.repeat(200_000)); // minutes, if everything were read to its end from every beginning
    expect(performance.now() - begin).to.be.lessThan(1000);
    expect(redactText(`-${JWT} _${JWT}`)).not.to.include(JWT);
  });
});
