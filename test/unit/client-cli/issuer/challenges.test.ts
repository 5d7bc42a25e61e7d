import { expect } from 'chai';
import { challengeFor, readChallenges } from '../../../../client-cli/issuer/challenges.ts';

const read = (header: string): unknown =>
  readChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);

describe('challenges (RFC 9110, section 11.6.1)', () => {
  it('are read one by one, also where several stand in one header', () => {
    expect(read('Bearer realm="a, b", error="invalid_token", DPoP algs="ES256 PS256", error="use_dpop_nonce"')).to.deep.equal([
      ['bearer', { realm: 'a, b', error: 'invalid_token' }],
      ['dpop', { algs: 'ES256 PS256', error: 'use_dpop_nonce' }],
    ]);
  });

  it('may have no parameters, values without quotes, blanks around the sign, and empty places', () => {
    expect(read('Negotiate, , Basic realm = simple ,Bearer')).to.deep.equal([
      ['negotiate', {}],
      ['basic', { realm: 'simple' }],
      ['bearer', {}],
    ]);
  });

  it('may carry a token in place of parameters', () => {
    expect(read('Negotiate YWJj==, Bearer error="x"')).to.deep.equal([
      ['negotiate', {}],
      ['bearer', { error: 'x' }],
    ]);
  });

  it('have texts in which a backslash takes the meaning from a quote, and names in any case', () => {
    expect(read(String.raw`BEARER Error_Description="say \"hi\" \\ now"`)).to.deep.equal([
      ['bearer', { error_description: String.raw`say "hi" \ now` }],
    ]);
  });

  it('keep the first value of a name that stands twice', () => {
    expect(read('Bearer error="one", error="two"')).to.deep.equal([['bearer', { error: 'one' }]]);
  });

  for (const odd of [
    '',
    ',,,',
    '"',
    '=',
    'Bearer error="open',
    'Bearer error=',
    '\u0000',
    'é',
    `Bearer ${'a="'.repeat(5000)}`,
    ','.repeat(100_000),
  ]) {
    it(`end where nothing can be read, in no time: ${JSON.stringify(odd.slice(0, 20))}`, () => {
      const started = performance.now();
      expect(() => readChallenges(odd)).not.to.throw();
      expect(performance.now() - started).to.be.below(1000);
    });
  }

  it('are found by their error, whatever their scheme', () => {
    const response = new Response(null, {
      status: 401,
      headers: { 'www-authenticate': 'Bearer scope="a", DPoP error="insufficient_scope", scope="b"' },
    });
    expect(challengeFor(response, 'insufficient_scope')?.get('scope')).to.equal('b');
    expect(challengeFor(response, 'invalid_token')).to.equal(undefined);
  });
});
