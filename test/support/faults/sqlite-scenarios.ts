import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { makeSmallDisk } from '../small-disk.ts';
import type { FaultScenario } from './run-fault.ts';

const FILE = 'countersign.sqlite';

/** One of two server processes on one file is killed and started again, some times; consoles and browsers come back to the other one. */
export function oneOfTwoKilled(times: number): FaultScenario {
  return {
    place: 'SQLite, one file, two server processes',
    fault: `one process killed (-9) and started again, ${times} times`,
    countsFrom: 'end',
    servers: 2,
    async prepare() {
      const folder = await mkdtemp(join(tmpdir(), 'countersign-'));
      return {
        storageUrl: `sqlite:${join(folder, FILE)}`,
        async happen({ killAndStartAgain }) {
          for (let time = 0; time < times; time += 1) {
            await killAndStartAgain(1);
            await sleep(300);
          }
        },
        dispose: () => rm(folder, { recursive: true }),
      };
    },
  };
}

/** No room for a single page more. */
export function diskFull(milliseconds: number): FaultScenario {
  return {
    place: 'SQLite, one file, two server processes',
    fault: `disk full for ${milliseconds / 1000} s`,
    countsFrom: 'end',
    servers: 2,
    async prepare() {
      const disk = await makeSmallDisk();
      return {
        storageUrl: `sqlite:${join(disk.folder, FILE)}`,
        async happen({ pids }) {
          await disk.fill(pids());
          await sleep(milliseconds);
          await disk.free(pids());
        },
        dispose: () => disk.remove(),
      };
    },
  };
}
