import { randomBytes } from 'node:crypto';

import { expect } from 'chai';
import fc from 'fast-check';

import { createRefreshTokens } from '../../../../server/domain/refresh-token.ts';

const id = (bytes: number): string => randomBytes(bytes).toString('base64url');
const { make, read } = createRefreshTokens(randomBytes(32));

describe('a refresh token that names its grant', () => {
  const parts = { grantId: id(16), secret: id(32) };
  const token = make(parts);

  it('says what it was made of', () => {
    expect(read(token)).to.deep.equal(parts);
  });

  it('needs no escaping wherever it goes (RFC 6749, appendix A.17; RFC 3986, section 2.3)', () => {
    expect(token).to.match(/^[\w-]+$/);
  });

  it('is nothing with any one character changed, taken away or added', () => {
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(read(token.slice(0, at) + other + token.slice(at + 1)), `changed at ${at}`).to.equal(undefined);
      expect(read(token.slice(0, at) + token.slice(at + 1)), `shorter at ${at}`).to.equal(undefined);
      expect(read(token.slice(0, at) + other + token.slice(at)), `longer at ${at}`).to.equal(undefined);
    }
  });

  it('cannot be made for a grant by who knows its id, with or without a token of another one', () => {
    const own = make({ grantId: id(16), secret: id(32) });
    expect(read(parts.grantId + own.slice(22)), 'their id, my secret and seal').to.equal(undefined);
    expect(read(parts.grantId + id(32) + id(16)), 'their id, an invented rest').to.equal(undefined);
    expect(read(createRefreshTokens(randomBytes(32)).make(parts)), 'of another server').to.equal(undefined);
  });

  it('is told apart from any other text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => read(text) === undefined));
    fc.assert(fc.property(fc.base64String({ minLength: 80, maxLength: 92 }), (text) => read(text) === undefined));
  });

  it('is not made of parts with other lengths, which could be cut elsewhere', () => {
    expect(() => make({ grantId: `${parts.grantId}x`, secret: parts.secret.slice(1) })).to.throw('length');
    expect(() => make({ ...parts, grantId: '' })).to.throw('length');
  });
});
