import { createSession } from '../../../client-cli/session/session.ts';
import type { TokenStore } from '../../../client-cli/store/token-store.ts';
import { createDebugLog } from '../../../client-cli/terminal/debug-log.ts';
import { machineTime } from '../../../client-cli/time.ts';
import { createPerson } from '../person.ts';
import { createTestConsole } from '../run-console.ts';
import type { ConsoleRun, TestConsole } from '../run-console.ts';

/** A console that alice has approved at a real server. */
export async function createPairedConsole(
  issuer: string,
  client: 'console' | 'console-bearer',
  env: Readonly<Record<string, string>> = {},
): Promise<TestConsole> {
  const terminal = await createTestConsole({ COUNTERSIGN_ISSUER: issuer, COUNTERSIGN_CLIENT_ID: client, ...env });
  const run = await logInApproved(terminal, issuer, client === 'console-bearer' ? ['--bearer'] : []);
  if (run.code !== 0) throw new Error(`not paired: ${run.stdout}${run.stderr}`);
  return terminal;
}

/** Runs `login`, and lets alice approve what it shows. */
export async function logInApproved(terminal: TestConsole, issuer: string, args: readonly string[] = []): Promise<ConsoleRun> {
  const alice = createPerson(issuer);
  await alice.signIn();
  let isDecided = false;
  return terminal.run(['login', '--json', '--scope', 'notes:read', ...args], {
    watch(output) {
      const userCode = /"user_code":"([^"]+)"/.exec(output)?.[1];
      if (userCode === undefined || isDecided) return;
      isDecided = true;
      void alice.decide(userCode, 'approve');
    },
  });
}

/** The store of a console, as its own program opens it. */
export async function storeOf({ home }: Pick<TestConsole, 'home'>, profile = 'default'): Promise<TokenStore> {
  const session = await createSession({
    profile,
    env: { COUNTERSIGN_HOME: home },
    caFile: undefined,
    requestTimeout: 15,
    time: machineTime,
    random: Math.random,
    log: createDebugLog(undefined, machineTime),
    signal: new AbortController().signal,
    warn: () => undefined,
  });
  return session.store();
}

/** Lets the access token of a stored login have run out. */
export async function letExpire(terminal: Pick<TestConsole, 'home'>, profile = 'default'): Promise<void> {
  const store = await storeOf(terminal, profile);
  const login = await store.load();
  if (login === undefined) throw new Error('nobody is logged in');
  await store.save({ ...login, generation: login.generation + 1, accessTokenExpiresAt: Date.now() - 1000 });
}
