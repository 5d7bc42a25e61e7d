import { expect } from 'chai';
import fc from 'fast-check';

import { safeReturnAddress } from '../../../../server/web-session/return-address.ts';

const ISSUER = 'https://login.example.com';

describe('safeReturnAddress: after signing in, nowhere but here (RFC 9700, section 4.11)', () => {
  for (const [wanted, safe] of [
    ['/device', '/device'],
    ['/device?a=b', '/device?a=b'],
    ['/a/../device', '/device'],
    ['', '/device'],
    ['device', '/device'],
    ['https://login.example.com/device', '/device'],
    ['//evil.example', '/device'],
    ['/\\evil.example', '/device'],
    ['/\t/evil.example', '/device'],
    ['/./\\evil.example', '/device'],
    ['/a/..//evil.example', '/device'],
    ['/.//evil.example', '/device'],
    ['javascript:alert(1)', '/device'],
    ['https://login.example.com@evil.example', '/device'],
  ] as const) {
    it(`${JSON.stringify(wanted)} → ${safe}`, () => expect(safeReturnAddress(wanted, ISSUER)).to.equal(safe));
  }

  it('stays on our own origin whatever is wanted, as browsers resolve it', () => {
    const piece = fc.constantFrom(
      '/',
      '\\',
      '.',
      '..',
      '//',
      '@',
      ':',
      '?',
      '#',
      '%2f',
      '\t',
      '\n',
      'evil.example',
      'https:',
      ' ',
      '\0',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece, { maxLength: 8 }).map((all) => `/${all.join('')}`),
        ),
        (wanted) => {
          const safe = safeReturnAddress(wanted, ISSUER);
          expect(safe)
            .to.match(/^\/(?![/\\])/)
            .and.not.match(/[\r\n\t]/);
          expect(new URL(safe, ISSUER).origin).to.equal(ISSUER);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
