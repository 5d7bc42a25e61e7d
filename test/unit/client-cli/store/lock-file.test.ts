import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { withLock } from '../../../../client-cli/store/lock-file.ts';
import { identifyThisProcess } from '../../../../client-cli/store/lock-holder.ts';
import type { Turn, WaitOptions } from '../../../../client-cli/store/token-store.ts';
import type { Time } from '../../../../client-cli/time.ts';

describe('waiting for a lock file', () => {
  let folder: string;
  let path: string;
  let elapsed: number;
  /** What happens while somebody waits. */
  let meanwhile: () => Promise<unknown> | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lock-'));
    path = join(folder, 'lock');
    elapsed = 0;
    meanwhile = () => undefined;
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A clock that waits for nobody. */
  const time: Time = {
    now: () => Date.now() + elapsed,
    elapsed: () => elapsed,
    async sleep(duration, signal) {
      signal?.throwIfAborted();
      elapsed += duration;
      await meanwhile();
      signal?.throwIfAborted();
    },
  };
  const lock = (work: (turn: Turn) => Promise<string> = () => Promise.resolve('done'), options?: WaitOptions<string>) =>
    withLock({ path, profile: 'default', longestWait: 60_000, time }, work, options);
  const put = async (holder: object): Promise<void> => writeFile(path, JSON.stringify(holder));
  const alive = async (): Promise<object> => ({ id: randomUUID(), ...(await identifyThisProcess()) });

  const silent: readonly (readonly [what: string, make: () => Promise<unknown>])[] = [
    ['of another machine', () => put({ id: randomUUID(), pid: 1, host: 'somewhere-else' })],
    ['of a process that runs and is suspended', async () => put(await alive())],
    ['that is half written', () => writeFile(path, '{"id":"')],
    ['that is empty', () => writeFile(path, '')],
    ['that holds something else', () => writeFile(path, '[null, {"pid": -1}]')],
    ['that is a folder', () => mkdir(path)],
    ['that is a link to nowhere', () => symlink(join(folder, 'nowhere'), path)],
  ];
  for (const [what, make] of silent) {
    it(`passes over one ${what}, after ten seconds without a sign of life and not before`, async () => {
      await make();
      expect(await lock()).to.equal('done');
      expect(elapsed).to.be.within(10_000, 12_000);
      expect(await readdir(folder)).to.deep.equal([]);
    });
  }

  it('passes over a dead holder at once', async () => {
    await put({ ...(await alive()), started: '1' });
    expect(await lock()).to.equal('done');
    expect(elapsed).to.be.lessThan(100);
  });

  it('does not pass over one that gives signs of life, and gives up when the time is over', async () => {
    await put(await alive());
    let signs = 0;
    meanwhile = () => utimes(path, ++signs, signs);
    const refusal = await lock().catch((error: unknown) => error);
    expect(refusal).to.include({ code: 'store_busy', exitCode: 7, retryable: true });
    expect(elapsed).to.be.within(60_000, 61_000);
  });

  it('does not count time in which it was suspended itself: whoever it waits for may have been, too', async () => {
    await put(await alive());
    let looks = 0;
    meanwhile = async () => {
      looks += 1;
      if (looks === 3) elapsed += 3_600_000; // the laptop was closed
      if (looks === 6) await rm(path); // and the holder finished after it was opened
    };
    const deadline = { path, profile: 'default', longestWait: 2 * 3_600_000, time };
    expect(await withLock(deadline, () => Promise.resolve('done'))).to.equal('done');
    expect(looks).to.equal(6);
  });

  it('touches no other file, whatever a lock calls itself', async () => {
    const victim = join(folder, 'victim');
    await writeFile(victim, 'untouched');
    await put({ ...(await alive()), id: '/../victim', started: '1' });
    await lock();
    expect(await readFile(victim, 'utf8')).to.equal('untouched');
  });

  it('tells a holder that it was passed over, and leaves the lock of the other alone', async () => {
    const other = await alive();
    const asked = await lock(async (turn) => {
      const before = await turn.isOurs();
      await put(other);
      return `${before} ${await turn.isOurs()}`;
    });
    expect(asked).to.equal('true false');
    expect(JSON.parse(await readFile(path, 'utf8'))).to.deep.equal(other);
  });

  it('ends with the reason of its signal, or with a result that makes it unnecessary', async () => {
    await put(await alive());
    const stop = new AbortController();
    meanwhile = () => {
      stop.abort(new Error('enough'));
      return undefined;
    };
    expect(await lock(undefined, { signal: stop.signal }).catch((error: unknown) => error)).to.have.property('message', 'enough');
    expect(await lock(undefined, { instead: () => Promise.resolve('somebody else did it') })).to.equal('somebody else did it');
  });

  it('lets go of the lock when the work fails', async () => {
    expect(await lock(() => Promise.reject(new Error('broken'))).catch((error: unknown) => error)).to.have.property(
      'message',
      'broken',
    );
    expect(await readdir(folder)).to.deep.equal([]);
  });
});
