import { createMemoryReplays } from '@countersign/api-guard';
import { expect } from 'chai';

describe('api-guard: used proofs in memory (RFC 9449, section 11.1)', () => {
  let time = 0;
  const clock = (): number => time;
  const failure = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  beforeEach(() => (time = 1_000_000));

  it('lets exactly one claim a key until its time is over', async () => {
    const replays = createMemoryReplays({ clock, capacity: 10 });
    const claims = await Promise.all(Array.from({ length: 50 }, () => replays.claim('a', time + 100)));
    expect(claims.filter(Boolean)).to.have.length(1);
    time += 99;
    expect(await replays.claim('a', time + 100)).to.equal(false);
    time += 1;
    expect(await replays.claim('a', time + 100)).to.equal(true);
  });

  it('forgets what is over, and rejects rather than forget what is not', async () => {
    const replays = createMemoryReplays({ clock, capacity: 2 });
    await replays.claim('a', time + 10);
    await replays.claim('b', time + 20);
    expect(await failure(replays.claim('c', time + 20))).to.be.an('error');
    expect(await replays.claim('a', time + 10), 'a known one is still refused').to.equal(false);
    time += 10;
    expect(await replays.claim('c', time + 20)).to.equal(true);
    expect(await replays.claim('b', time + 20)).to.equal(false);
  });

  it('claims anew a key that is over behind one that is not', async () => {
    const replays = createMemoryReplays({ clock, capacity: 2 });
    await replays.claim('long', time + 1000);
    await replays.claim('short', time + 10);
    time += 10;
    expect(await replays.claim('short', time + 10)).to.equal(true);
    expect(await replays.claim('short', time + 10)).to.equal(false);
  });
});
