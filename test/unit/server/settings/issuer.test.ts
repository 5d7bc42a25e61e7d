import { expect } from 'chai';

import { judgeIssuer } from '../../../../server/settings/issuer.ts';

describe('an issuer is an https origin (RFC 8414, section 2)', () => {
  for (const [text, origin] of [
    ['https://login.example.com', 'https://login.example.com'],
    ['https://login.example.com/', 'https://login.example.com'],
    ['https://LOGIN.example.com:443', 'https://login.example.com'],
    ['https://login.example.com:8443', 'https://login.example.com:8443'],
  ] as const) {
    it(`${text} is ${origin}, and not local`, () => {
      expect(judgeIssuer(text)).to.deep.include({ kind: 'good', origin, isLocal: false });
    });
  }

  for (const [text, hostname] of [
    ['http://localhost:8628', 'localhost'],
    ['http://127.0.0.1:8628', '127.0.0.1'],
    ['http://[::1]:8628', '::1'],
    ['https://localhost:8628', 'localhost'],
  ] as const) {
    it(`${text} is this machine`, () => {
      expect(judgeIssuer(text)).to.deep.equal({ kind: 'good', origin: text, isLocal: true, hostname });
    });
  }

  for (const text of [
    'http://login.example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.nip.io',
    'http://127.0.0.2',
    'https://login.example.com/auth',
    'https://login.example.com?',
    'https://login.example.com/?a=b',
    'https://login.example.com#',
    'https://me@login.example.com',
    'https://me:pw@login.example.com',
    'ftp://login.example.com',
    'login.example.com',
    'localhost:8628',
    '',
  ]) {
    it(`${JSON.stringify(text)} is none`, () => {
      expect(judgeIssuer(text).kind).to.equal('bad');
    });
  }
});
