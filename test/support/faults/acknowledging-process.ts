/**
 * A process that takes steps on the SQLite file in argv, one after the other without end, and says on stdout what it has done as soon as storage has
 * acknowledged it: one line for each step, written before the next one begins. It waits to be killed.
 */
import { writeSync } from 'node:fs';

import { openStorage } from '../../../adapters/open-storage.ts';
import { someApproval, someCode, someGrant, someRefreshToken } from '../storage-samples.ts';
import type { Acknowledgement } from './kill-loop.ts';

const silent = (): void => undefined;
const { deviceCodes, grants } = await openStorage(process.argv[2]!, {
  clock: Date.now,
  log: { debug: silent, info: silent, warn: silent, error: silent },
});

function acknowledge(acknowledgement: Acknowledgement): void {
  writeSync(1, `${JSON.stringify(acknowledgement)}\n`);
}

async function pair(): Promise<void> {
  const code = someCode(Date.now());
  await deviceCodes.open(code);
  acknowledge({ what: 'code', key: code.key, state: 'pending' });
  await deviceCodes.decide(code.key, someApproval(Date.now()), Date.now());
  acknowledge({ what: 'code', key: code.key, state: 'approved' });
  await deviceCodes.spend(code.key, Date.now());
  acknowledge({ what: 'code', key: code.key, state: 'consumed' });
}

async function use(): Promise<void> {
  const grant = someGrant(Date.now());
  const [first, second, third] = [1, 2, 3].map(() => someRefreshToken(grant, Date.now())) as [Token, Token, Token];
  const tokens = [first.key, second.key, third.key];
  await grants.save(grant);
  acknowledge({ what: 'grant', id: grant.id, tokens, stage: 'saved' });
  await grants.issueRefreshToken(first);
  acknowledge({ what: 'grant', id: grant.id, tokens, stage: 'issued' });
  await grants.rotateRefreshToken(first.key, first.key, second, Date.now());
  acknowledge({ what: 'grant', id: grant.id, tokens, stage: 'rotated' });
  await grants.rotateRefreshToken(second.key, second.key, third, Date.now());
  acknowledge({ what: 'grant', id: grant.id, tokens, stage: 'rotated again' });
  await grants.end(grant.id);
  acknowledge({ what: 'grant', id: grant.id, tokens, stage: 'ended' });
}

type Token = ReturnType<typeof someRefreshToken>;

for (;;) {
  await pair();
  await use();
}
