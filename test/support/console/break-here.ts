/**
 * Loaded into a console before it starts (`--import`): at one point of its work something happens to the process, as it happens to processes.
 * BREAK_HERE says where and what: `POINT ACTION`, such as `publish kill`.
 */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

import type { BreakAction, BreakPoint } from './break-points.ts';

const [point, action] = (process.env.BREAK_HERE ?? '').split(' ') as [BreakPoint | '', BreakAction | undefined];

let hasHappened = false;

function happen(here: BreakPoint): void {
  if (here !== point || (hasHappened && action !== 'disk-full')) return;
  hasHappened = true;
  switch (action) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      break;
    case 'stop':
      process.kill(process.pid, 'SIGSTOP'); // somebody else wakes it
      break;
    case 'disk-full':
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' });
    case undefined:
      break;
  }
}

const { link } = fs;
const { fetch: send } = globalThis;
const isLogin = (path: unknown): boolean => /login\.\d+\.jwe$/.test(String(path));

Object.assign(fs, {
  async link(...args: Parameters<typeof link>) {
    if (isLogin(args[1])) happen('publish');
    await link(...args);
    if (String(args[1]).endsWith('/lock')) happen('locked');
    if (isLogin(args[1])) happen('published');
  },
});
globalThis.fetch = async (...args) => {
  const isSpending = args[1]?.method === 'POST' && new Request(args[0]).url.endsWith('/token');
  if (isSpending) happen('send');
  const answer = await send(...args);
  if (isSpending) happen('answered');
  return answer;
};
syncBuiltinESMExports();
