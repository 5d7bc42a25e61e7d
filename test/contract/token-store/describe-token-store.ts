import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expect } from 'chai';
import fc from 'fast-check';

import { saveNewLogin } from '../../../client-cli/session/save-login.ts';
import type { Login, StoreDescription, TokenStore } from '../../../client-cli/store/token-store.ts';
import { machineTime } from '../../../client-cli/time.ts';
import { SECRET, aLogin, logins } from './sample-logins.ts';

/** A place that logins are kept in, empty at first. */
export interface StorePlace {
  /** The folder with everything that is kept on this disk; undefined when nothing is. */
  readonly home: string | undefined;
  /** Opens the store of a profile, as a process does that has just started. */
  open(profile?: string): TokenStore;
  remove(): Promise<void>;
}

/**
 * What every token store promises, wherever it keeps its key.
 *
 * @param makePlace makes a place of a test's own
 * @param description what people and programs are told about it
 */
export function describeTokenStore(
  name: string,
  makePlace: () => Promise<StorePlace>,
  description: Omit<StoreDescription, 'words'>,
): void {
  describe(`a token store: ${name}`, () => {
    let place: StorePlace;
    let store: TokenStore;

    beforeEach(async () => {
      place = await makePlace();
      store = place.open();
    });
    afterEach(() => place.remove());

    it('says what it is', () => {
      expect(store.description).to.include(description);
      expect(store.description.words).to.match(/^[a-z].{10,}/);
    });

    it('holds nothing at first, and can be cleared of it', async () => {
      expect(await store.load()).to.be.undefined;
      expect(await store.generation()).to.equal(0);
      expect(await store.clear()).to.be.true;
      expect(await store.load()).to.be.undefined;
    });

    it('gives back exactly what it was given, whatever it is', async () => {
      await store.probe();
      let generation = 0;
      await fc.assert(
        fc.asyncProperty(logins, async (login) => {
          const numbered = { ...login, generation: (generation += 1) };
          expect(await store.save(numbered)).to.be.true;
          expect(await store.load()).to.deep.equal(numbered);
        }),
        { numRuns: 8 },
      );
    });

    it('shows what another process saved', async function () {
      if (!description.persistent) expect(await savedElsewhere()).to.be.undefined;
      else expect(await savedElsewhere()).to.deep.equal(aLogin({ generation: 1 }));
    });

    async function savedElsewhere(): Promise<Login | undefined> {
      await place.open().save(aLogin({ generation: 1 }));
      return store.load();
    }

    it('takes a later generation only, of whoever comes first', async () => {
      expect(await store.save(aLogin({ generation: 3 }))).to.be.true;
      for (const generation of [3, 2, 1]) {
        expect(await store.save(aLogin({ generation, accessToken: 'late' })), String(generation)).to.be.false;
      }
      expect(await store.load()).to.deep.equal(aLogin({ generation: 3 }));
      expect(await store.generation()).to.equal(3);
      const outcomes = await Promise.all(
        ['a', 'b', 'c'].map((accessToken) => store.save(aLogin({ generation: 4, accessToken }))),
      );
      expect(outcomes.filter(Boolean)).to.have.lengthOf(1);
    });

    it('forgets a login for good: whoever slept meanwhile cannot bring it back', async () => {
      await store.save(aLogin({ generation: 1 }));
      expect(await store.clear()).to.be.true;
      expect(await store.load()).to.be.undefined;
      expect(await store.save(aLogin({ generation: 2 }))).to.be.false;
      expect(await store.load()).to.be.undefined;
      expect(await store.save(aLogin({ generation: (await store.generation()) + 1 }))).to.be.true;
      expect(await store.load()).not.to.be.undefined;
    });

    it('does not forget a login that is newer than the one meant', async () => {
      await store.save(aLogin({ generation: 2 }));
      expect(await store.clear(1)).to.be.false;
      expect(await store.load()).to.deep.equal(aLogin({ generation: 2 }));
      expect(await store.clear(2)).to.be.true;
      expect(await store.load()).to.be.undefined;
    });

    it('leaves no trace of a probe, and the login as it was', async () => {
      await store.save(aLogin({ generation: 1 }));
      const before = await everyFile(place.home);
      await store.probe();
      expect(await everyFile(place.home)).to.deep.equal(before);
      expect(await store.load()).to.deep.equal(aLogin({ generation: 1 }));
    });

    it('keeps profiles apart', async () => {
      await store.save(aLogin({ generation: 1 }));
      const other = place.open('other');
      expect(await other.load()).to.be.undefined;
      await other.save(aLogin({ generation: 1, accessToken: 'of the other' }));
      await other.clear();
      expect(await store.load()).to.deep.equal(aLogin({ generation: 1 }));
    });

    it('writes no secret down in clear, neither token nor key', async () => {
      await store.save(aLogin({ generation: 1 }));
      for (const path of await everyFile(place.home)) {
        const text = await readFile(path, 'utf8');
        const readable = [text, ...text.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'))].join();
        expect(readable, path).not.to.include(SECRET);
      }
    });

    // Other keys are not of one profile, and stay where they are.
    if (description.keySource === 'os')
      it('never keeps a login whose key is gone, when one process logs out while another logs in', async () => {
        for (const pause of [0, 40]) {
          const [leaving, coming] = [place.open(), place.open()];
          await saveNewLogin(leaving, aLogin({ accessToken: 'old' }), machineTime);
          const before = await coming.generation();
          await coming.probe(); // as a login does: the key has just been seen
          const cleared = leaving.clear();
          while ((await coming.generation()) === before) await sleep(1);
          await sleep(pause);
          await Promise.all([cleared, saveNewLogin(coming, aLogin({ accessToken: 'new' }), machineTime)]);
          expect((await place.open().load())?.accessToken, `after ${pause} ms`).to.equal('new');
        }
      });

    it('gives turns one after the other', async () => {
      let [inside, most] = [0, 0];
      const work = async (): Promise<void> => {
        most = Math.max(most, (inside += 1));
        await new Promise((resolve) => setTimeout(resolve, 10));
        inside -= 1;
      };
      const everybody = description.persistent ? [store, place.open(), place.open()] : [store];
      await Promise.all(everybody.map((one) => one.exclusively(work)));
      expect(most).to.equal(1);
    });
  });
}

/** Every file that there is, by its path. */
export async function everyFile(folder: string | undefined): Promise<string[]> {
  if (folder === undefined) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
