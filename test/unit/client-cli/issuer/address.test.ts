import { expect } from 'chai';
import { isSameIssuer, readApiAddress, readIssuer } from '../../../../client-cli/issuer/address.ts';
import { Problem } from '../../../../client-cli/problems/problem.ts';

/** The code of the problem that `read` throws. */
function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
  return 'none';
}

describe('where secrets may travel (RFC 6749, section 1.6; RFC 8414, section 2)', () => {
  for (const address of ['https://id.example', 'http://localhost:8628', 'http://127.0.0.1:1', 'http://[::1]:1']) {
    it(`accepts ${address}`, () => expect(refusal(() => readIssuer(address))).to.equal('none'));
  }
  for (const address of [
    'http://id.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://a.localhost/x', // some systems ask the network for it
    'http://localhost./x',
    'http://0.0.0.0:1',
    'http://[::ffff:127.0.0.1]:1',
    'http://10.0.0.1',
  ]) {
    it(`refuses ${address} without encryption`, () => {
      expect(refusal(() => readIssuer(address))).to.equal('insecure_issuer');
      expect(refusal(() => readApiAddress(address))).to.equal('insecure_url');
    });
  }
  for (const address of [
    'id.example',
    '',
    'ftp://id.example',
    'https://id.example/?a=b',
    'https://id.example/#x',
    'https://me:pw@id.example',
  ]) {
    it(`takes "${address}" for no issuer`, () => expect(refusal(() => readIssuer(address))).to.equal('bad_issuer'));
  }

  it('compares issuers as addresses, not as text', () => {
    expect(isSameIssuer('HTTPS://ID.example:443', 'https://id.example/')).to.equal(true);
    expect(isSameIssuer('https://id.example/a', 'https://id.example/b')).to.equal(false);
  });
});
