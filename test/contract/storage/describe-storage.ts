import { expect } from 'chai';

import type { Storage } from '../../../server/ports/storage.ts';
import { describeDevices } from './devices.ts';
import { describeDeviceCodes } from './device-codes.ts';
import { describeExpiring } from './expiring.ts';
import { describeGrants } from './grants.ts';
import { describePollPace } from './poll-pace.ts';
import { describeRefreshTokens } from './refresh-tokens.ts';
import { describeSecrets } from './secrets.ts';

/** Where storages are opened: a file, a server. Each `open` is a connection of its own to the same place. */
export interface StoragePlace {
  open(): Promise<Storage>;
  dispose(): Promise<void>;
}

/** Two connections to one place, as two server processes would have: `one` and `two` must be interchangeable at every moment. */
export interface Connections {
  readonly one: Storage;
  readonly two: Storage;
}

/** The contract of server/ports as a suite. A new adapter is ready when this is green. */
export function describeStorage(name: string, prepare: () => Promise<StoragePlace>): void {
  describe(`storage contract: ${name}`, () => {
    let place: StoragePlace;
    let opened: Connections;

    before(async () => {
      place = await prepare();
      opened = { one: await place.open(), two: await place.open() };
    });

    after(async () => {
      await opened.one.close();
      await opened.two.close();
      await place.dispose();
    });

    it('answers a ping while it can be written to', async () => {
      await opened.one.ping();
      await opened.two.ping();
    });

    it('finishes what is under way before it lets go', async () => {
      const closing = await place.open();
      const claims = Promise.all(Array.from({ length: 20 }, (_, n) => closing.secrets.keepFirst(`under-way-${n}`, 'kept')));
      await closing.close();
      expect(new Set(await claims)).to.deep.equal(new Set(['kept']));
    });

    describeDeviceCodes(() => opened);
    describePollPace(() => opened);
    describeGrants(() => opened);
    describeDevices(() => opened);
    describeRefreshTokens(() => opened);
    describeExpiring(() => opened);
    describeSecrets(() => opened);
  });
}

/** Fifty at once, every other one over the other connection. */
export function fiftyAtOnce<Result>(
  { one, two }: Connections,
  work: (storage: Storage, n: number) => Promise<Result>,
): Promise<Result[]> {
  return Promise.all(Array.from({ length: 50 }, (_, n) => work(n % 2 === 0 ? one : two, n)));
}
