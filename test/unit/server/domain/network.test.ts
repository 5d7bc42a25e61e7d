import { expect } from 'chai';
import fc from 'fast-check';

import { compareNetworks, networkOf } from '../../../../server/domain/network.ts';

describe('compareNetworks: is the browser where the console is?', () => {
  for (const [a, b, match] of [
    ['203.0.113.7', '203.0.113.7', 'same'],
    ['203.0.113.7', '203.0.113.8', 'different'],
    ['2001:db8:1:2::1', '2001:db8:1:2:aaaa:bbbb:cccc:dddd', 'same'],
    ['2001:db8:1:2::1', '2001:DB8:0001:0002::9', 'same'],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', 'different'],
    ['2001:db8::1', '2001:db8:0:0:1::', 'same'],
    ['203.0.113.7', '2001:db8:1:2::1', 'unknown'],
    ['127.0.0.1', '203.0.113.7', 'unknown'],
    ['::1', '2001:db8::1', 'unknown'],
    ['127.0.0.1', '127.0.0.1', 'same'],
    ['127.0.0.1', '::1', 'unknown'],
  ] as const) {
    it(`${a} and ${b}: ${match}, either way round`, () => {
      expect(compareNetworks(a, b)).to.equal(match);
      expect(compareNetworks(b, a)).to.equal(match);
    });
  }
});

describe('networkOf: one network, one name (RFC 8981: what is behind the first 64 bits changes by itself)', () => {
  it('is the same for every address of an IPv6 subnet, however it is written', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 4, maxLength: 4 }),
        fc.array(group, { minLength: 4, maxLength: 4 }),
        (net, host) => {
          const short = [...net, ...host].map((value) => value.toString(16)).join(':');
          const long = [...net, ...host].map((value) => value.toString(16).padStart(4, '0').toUpperCase()).join(':');
          const name = net.map((value) => value.toString(16)).join(':');
          expect(networkOf(short)).to.equal(name);
          expect(networkOf(long)).to.equal(name);
          expect(networkOf(`${name}::`)).to.equal(name);
          expect(networkOf(`${name}::1`)).to.equal(name);
        },
      ),
    );
  });

  for (const [address, network] of [
    ['::', '0:0:0:0'],
    ['::1', '0:0:0:0'],
    ['2001:db8::', '2001:db8:0:0'],
    ['2001:db8::1:2:3:4', '2001:db8:0:0'],
    ['2001:db8:1:2:3:4:5::', '2001:db8:1:2'],
    ['203.0.113.7', '203.0.113.7'],
    ['', ''],
    ['unknown', 'unknown'],
  ]) {
    it(`${JSON.stringify(address)} → ${JSON.stringify(network)}`, () => expect(networkOf(address ?? '')).to.equal(network));
  }
});
