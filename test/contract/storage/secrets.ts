import { expect } from 'chai';

import { someId } from '../../support/storage-samples.ts';
import { fiftyAtOnce } from './describe-storage.ts';
import type { Connections } from './describe-storage.ts';

/** Lasting secrets of server/ports/storage.ts. */
export function describeSecrets(connections: () => Connections): void {
  describe('lasting secrets', () => {
    it('are made once: fifty who bring one each go home with the same', async () => {
      const { two } = connections();
      const name = someId();
      const kept = await fiftyAtOnce(connections(), ({ secrets }, n) => secrets.keepFirst(name, `value-${n}`));
      expect(new Set(kept)).to.have.property('size', 1);
      expect(await two.secrets.read(name)).to.equal(kept[0]);
    });

    it('are undefined until somebody keeps one', async () => {
      expect(await connections().one.secrets.read(someId())).to.equal(undefined);
    });
  });
}
