import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { identifyThisProcess, judgeProcess, lookAtProcess } from '../../../../client-cli/store/lock-holder.ts';

describe('whether the holder of a lock still runs', () => {
  const here = { pid: 10, host: 'box', boot: 'boot-2', space: 'pid:[1]', started: '500' };
  const holder = { pid: 7, host: 'box', boot: 'boot-2', space: 'pid:[1]', started: '400' };
  const runs = { runs: true, started: '400' };

  const cases: readonly (readonly [
    what: string,
    other: Partial<typeof holder>,
    seen: Parameters<typeof judgeProcess>[2],
    verdict: string,
  ])[] = [
    ['its number runs, since the same moment', {}, runs, 'alive'],
    ['its number runs no more', {}, { runs: false }, 'dead'],
    ['its number was given to a process that started later', {}, { runs: true, started: '900' }, 'dead'],
    ['the machine was started anew, though its number runs', { boot: 'boot-1' }, runs, 'dead'],
    ['another container with the same name has a process of that number', { space: 'pid:[2]' }, runs, 'unknown'],
    ['another container with the same name has none', { space: 'pid:[2]' }, { runs: false }, 'unknown'],
    ['another machine', { host: 'other', boot: 'boot-1' }, { runs: false }, 'unknown'],
  ];
  for (const [what, other, seen, verdict] of cases)
    it(`${verdict}: ${what}`, () => expect(judgeProcess({ ...holder, ...other }, here, seen)).to.equal(verdict));

  it('where the system does not tell more, the number decides', () => {
    const plain = { pid: 7, host: 'box' };
    expect(judgeProcess(plain, here, runs)).to.equal('alive');
    expect(judgeProcess(plain, { pid: 10, host: 'box' }, { runs: false })).to.equal('dead');
  });

  it('knows this process, and that it runs', async () => {
    const me = await identifyThisProcess();
    expect(judgeProcess(me, me, await lookAtProcess(me.pid))).to.equal('alive');
  });

  it('takes one that has ended and was never fetched by its parent for dead', async function () {
    if (process.platform !== 'linux') this.skip(); // zombies are told by /proc
    // A shell that becomes a program which never waits for its children.
    const parent = spawn('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 30']);
    try {
      const [said] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(said.toString());
      const deadline = performance.now() + 10_000;
      while ((await lookAtProcess(pid)).runs && performance.now() < deadline) await new Promise((done) => setTimeout(done, 20));
      expect(() => process.kill(pid, 0), 'it still answers to its number').not.to.throw();
      expect((await lookAtProcess(pid)).runs).to.equal(false);
    } finally {
      parent.kill('SIGKILL');
    }
  });
});
