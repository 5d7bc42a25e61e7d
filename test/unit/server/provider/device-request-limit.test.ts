import { expect } from 'chai';

import type { AuditEvent } from '../../../../server/observe/audit.ts';
import { createDeviceRequestLimit } from '../../../../server/provider/device-request-limit.ts';
import type { DeviceRequestLimit } from '../../../../server/provider/device-request-limit.ts';

const START = 1_700_000_000_000;
const MINUTE = 60_000;

describe('how many device codes one network is given', () => {
  let told: AuditEvent[];
  let limit: DeviceRequestLimit;

  beforeEach(() => {
    told = [];
    limit = createDeviceRequestLimit({ perNetwork: 3, audit: (entry) => void told.push(entry) });
  });

  function give(times: number, address: string, now = START): void {
    for (let n = 0; n < times; n += 1) limit.count(address, now);
  }

  it('as many as are allowed, and no more until ten minutes after the first, to the millisecond', () => {
    give(2, '198.51.100.7');
    expect(limit.heldBack('198.51.100.7', START)).to.equal(undefined);
    give(1, '198.51.100.7', START + 9 * MINUTE);
    expect(limit.heldBack('198.51.100.7', START + 9 * MINUTE)).to.equal(60);
    expect(limit.heldBack('198.51.100.7', START + 10 * MINUTE - 1)).to.equal(1);
    expect(limit.heldBack('198.51.100.7', START + 10 * MINUTE)).to.equal(undefined);
    give(3, '198.51.100.7', START + 10 * MINUTE);
    expect(limit.heldBack('198.51.100.7', START + 10 * MINUTE), 'and then anew').to.equal(600);
  });

  it('of IPv6 the first 64 bits are one network', () => {
    give(3, '2001:db8:1:2::1');
    expect(limit.heldBack('2001:db8:1:2:ffff::', START)).to.equal(600);
    expect(limit.heldBack('2001:db8:1:3::1', START)).to.equal(undefined);
  });

  it('this machine is not counted: it may be everybody, behind a proxy that nobody listed', () => {
    for (const address of ['127.0.0.1', '::1']) {
      give(100, address);
      expect(limit.heldBack(address, START)).to.equal(undefined);
    }
  });

  it('is told once for each time that somebody is held back', () => {
    const ask = (now: number): unknown => limit.heldBack('198.51.100.7', now);
    give(3, '198.51.100.7');
    for (let n = 0; n < 50; n += 1) ask(START + n);
    expect(told).to.deep.equal([{ event: 'device_code.held_back', address: '198.51.100.7', given: 3 }]);
    give(3, '198.51.100.7', START + 11 * MINUTE);
    ask(START + 11 * MINUTE);
    expect(told).to.have.length(2);
  });

  it('remembers no more networks than it must, whoever asks', () => {
    const networks = Array.from({ length: 10_001 }, (_, n) => `2001:db8:${(n >> 8).toString(16)}:${(n & 255).toString(16)}::1`);
    for (const network of networks) give(3, network);
    expect(limit.heldBack(networks[0] ?? '', START), 'the first one is forgotten').to.equal(undefined);
    expect(limit.heldBack(networks[1] ?? '', START)).to.equal(600);
    expect(limit.heldBack(networks.at(-1) ?? '', START)).to.equal(600);
  });
});
