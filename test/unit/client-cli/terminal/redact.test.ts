import { expect } from 'chai';
import { createRedactor } from '../../../../client-cli/terminal/redact.ts';

describe('secrets are taken out of whatever is written for people', () => {
  it('empties fields by their name', () => {
    const fields = { access_token: 'x', device_code: 'y', Authorization: 'z', d: 'private', status: 200, path: '/token' };
    const gone = '[removed]';
    expect(createRedactor().scrubFields(fields)).to.deep.equal({
      ...{ access_token: gone, device_code: gone, Authorization: gone, d: gone },
      ...{ status: 200, path: '/token' },
    });
  });

  const shapes: readonly (readonly [name: string, text: string])[] = [
    ['a JWT', 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'],
    ['a JWE', 'eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn'],
    ['an Authorization value', 'Bearer abc.def-123~456/789+0'],
  ];
  for (const [name, secret] of shapes) {
    it(`knows ${name} by its look`, () =>
      expect(createRedactor().scrub(`before ${secret} after`)).to.equal('before [removed] after'));
  }

  it('takes long random values out of a log, and leaves them in a sentence, where they may be a name', () => {
    const name = 'kT7aKq0c1u2lV4wY8zB3nM6pQ9sD5fG1hJ4k';
    expect(createRedactor().scrubFields({ reason: `got ${name}` })).to.deep.equal({ reason: 'got [removed]' });
    expect(createRedactor().scrub(`got ${name}`)).to.equal(`got ${name}`);
  });

  it('removes a value it has learnt wherever it stands, also as part of an address', () => {
    const redactor = createRedactor();
    redactor.learn('short+secret');
    expect(redactor.scrub('a short+secret and ?code=short%2Bsecret')).to.equal('a [removed] and ?code=[removed]');
  });

  it('leaves sentences, addresses and codes for people as they are', () => {
    const text = 'https://id.example.com/device said: authorization_pending (HTTP 400), a DPoP proof is bearer authentication';
    expect(createRedactor().scrub(text)).to.equal(text);
  });
});
