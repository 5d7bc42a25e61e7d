import { join } from 'node:path';
import { createFormFiller } from '../support/form-filler.ts';
import { describeInterop } from '../support/interop-steps.ts';
import type { Interop } from '../support/interop-steps.ts';
import { startOtherServer } from '../support/other-server.ts';

const MAIN = join(import.meta.dirname, '../support/plain-oidc-provider-main.ts');

/** oidc-provider's own pages: type the code, confirm, sign in with any name, consent. */
async function decide(origin: string, userCode: string, approved: boolean): Promise<void> {
  const person = createFormFiller();
  await person.open(`${origin}/device`);
  await person.send({ user_code: userCode });
  if (!approved) {
    await person.send({}, ['abort', 'yes']);
    return;
  }
  await person.send({});
  await person.send({ login: 'somebody', password: 'of no matter' });
  await person.send({});
}

const plain: Interop = {
  start: () => startOtherServer({ command: process.execPath, args: ['--no-warnings', MAIN] }),
  loginArgs: (origin) => ['--issuer', origin, '--client-id', 'console'],
  decide,
  tokenType: 'DPoP',
  revokes: true,
};

describe('a plain oidc-provider, as it comes', () => {
  describeInterop(plain);
});

describe('a plain oidc-provider, and tokens that are bound to nothing', () => {
  describeInterop({ ...plain, loginArgs: (origin) => ['--issuer', origin, '--bearer'], tokenType: 'Bearer' });
});
