import { expect } from 'chai';
import { isSameIssuer, readApiAddress, readIssuer } from '../../../../client-cli/issuer/address.ts';
import { readEndpoints } from '../../../../client-cli/issuer/endpoints.ts';
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
    'https://:pw@id.example',
    'localhost:8628',
  ]) {
    it(`takes "${address}" for no issuer`, () => expect(refusal(() => readIssuer(address))).to.equal('bad_issuer'));
  }

  for (const address of [
    'https://me:SECRET@id.example',
    'https://:SECRET@id.example',
    'https:me:SECRET@id.example',
    'me:SECRET@id',
  ]) {
    it(`repeats no password: ${address}`, () => {
      for (const read of [readIssuer, readApiAddress, (text: string) => readEndpoints({ token: text })])
        expect(() => read(address))
          .to.throw(Problem)
          .with.property('message')
          .that.includes('id')
          .and.not.includes('SECRET');
    });
  }

  const meant = {
    'localhost:18628': 'http://localhost:18628,',
    '127.0.0.1:8628/tenant': 'http://127.0.0.1:8628/tenant,',
    'id.company.example': 'https://id.company.example,',
    'id.company.example:8443': 'https://id.company.example:8443,',
    'ftp://id.example': 'https://id.example.com,',
    'a; rm -rf ~': 'https://id.example.com,',
  };
  for (const [typed, meantBy] of Object.entries(meant)) {
    it(`suggests ${meantBy} for "${typed}"`, () =>
      expect(() => readIssuer(typed))
        .to.throw(Problem)
        .with.property('hint')
        .that.includes(`such as ${meantBy}`));
  }

  it('compares issuers as addresses, not as text', () => {
    expect(isSameIssuer('HTTPS://ID.example:443', 'https://id.example/')).to.equal(true);
    expect(isSameIssuer('https://id.example/a', 'https://id.example/b')).to.equal(false);
  });
});
