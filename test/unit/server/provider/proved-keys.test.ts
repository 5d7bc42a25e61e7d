import { expect } from 'chai';

import { createProvedKeys } from '../../../../server/provider/proved-keys.ts';
import type { ProvedKey } from '../../../../server/provider/proved-keys.ts';

async function createKey(): Promise<ProvedKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  return { key: pair.publicKey, thumbprint: 'x'.repeat(43) };
}

describe('the keys that proved themselves last', () => {
  it('are found by the head of their proofs, and by no other', async () => {
    const keys = createProvedKeys();
    const one = await createKey();
    keys.keep('one', one);
    expect(keys.find('one')).to.equal(one);
    for (const head of ['', 'on', 'one ', 'ONE']) expect(keys.find(head), head).to.equal(undefined);
  });

  it('are so many and no more: the one that is longest unused makes room', async () => {
    const keys = createProvedKeys(3);
    const one = await createKey();
    for (const head of ['a', 'b', 'c']) keys.keep(head, one);
    keys.find('a');
    keys.keep('d', one);
    expect(['a', 'b', 'c', 'd'].filter((head) => keys.find(head))).to.deep.equal(['a', 'c', 'd']);
    keys.keep('d', one);
    expect(
      ['a', 'c', 'd'].filter((head) => keys.find(head)),
      'kept a second time',
    ).to.have.length(3);
  });
});
