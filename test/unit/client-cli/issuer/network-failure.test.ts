import { expect } from 'chai';
import { readNetworkFailure } from '../../../../client-cli/issuer/network-failure.ts';

/** As fetch throws it: a TypeError around the error of the system. */
const fetchFailed = (code: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

describe('why a request got no answer', () => {
  const codes: readonly (readonly [code: string, kind: string])[] = [
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['ECONNREFUSED', 'refused'],
    ['ETIMEDOUT', 'timeout'],
    ['UND_ERR_CONNECT_TIMEOUT', 'timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'not_tls'],
    ['ECONNRESET', 'connection_lost'],
    ['EHOSTUNREACH', 'connection_lost'],
    ['UND_ERR_SOCKET', 'connection_lost'],
    ['HPE_INVALID_CONSTANT', 'connection_lost'],
  ];
  for (const [code, kind] of codes) {
    it(`takes ${code} for ${kind}`, () =>
      expect(readNetworkFailure(fetchFailed(code))).to.deep.equal({ code: kind, detail: code }));
  }

  it('looks into the attempts for several addresses of one host', () => {
    const attempts = new AggregateError([Object.assign(new Error(), { code: 'ECONNREFUSED' })]);
    expect(readNetworkFailure(new TypeError('fetch failed', { cause: attempts }))?.code).to.equal('refused');
  });

  it('knows the time limit of a request', () => {
    expect(readNetworkFailure(new DOMException('late', 'TimeoutError'))?.code).to.equal('timeout');
  });

  it('does not take a bug for the network', () => {
    expect(readNetworkFailure(new TypeError('x is not a function'))).to.equal(undefined);
    expect(readNetworkFailure('text')).to.equal(undefined);
  });
});
