import { expect } from 'chai';

import { keySlot } from '../../../../adapters/redis/key-slot.ts';

describe('keySlot (Redis Cluster specification, key distribution model)', () => {
  it('is CRC-16/XMODEM: 0x31C3 for "123456789", as the specification says', () => expect(keySlot('123456789')).to.equal(0x31c3));

  it('looks at the part in the first braces only', () => {
    expect(keySlot('cs:ping:{cs:g:abc}')).to.equal(keySlot('cs:g:abc'));
    expect(keySlot('{user1000}.following')).to.equal(keySlot('user1000'));
    expect(keySlot('foo{{bar}}zap')).to.equal(keySlot('{bar'));
    expect(keySlot('foo{bar}{zap}')).to.equal(keySlot('bar'));
  });

  it('looks at the whole key where the braces are empty or not closed', () => {
    expect(keySlot('foo{}{bar}')).not.to.equal(keySlot('bar'));
    expect(keySlot('foo{bar')).not.to.equal(keySlot('bar'));
  });
});
