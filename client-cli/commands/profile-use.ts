import { EXIT } from '../problems/exit-codes.ts';
import type { ExitCode } from '../problems/exit-codes.ts';
import { problem } from '../problems/problem.ts';
import { writeCurrentProfile } from '../profile/write-current-profile.ts';
import { systemReason } from '../store/system-reason.ts';
import type { CommandContext } from './context.ts';
import { knownProfile } from './known-profile.ts';
import { report } from './report.ts';

/** Chooses the login that is used when none is named. */
export async function profileUse(context: CommandContext, name: string): Promise<ExitCode> {
  const { screen, globals, env, home, time } = context;
  await knownProfile(name, home);
  try {
    await writeCurrentProfile(home, name);
  } catch (cause) {
    throw problem('store_unwritable', { path: home, detail: systemReason(cause) }, { cause });
  }
  if (globals.json) {
    const session = await context.sessionOf(name);
    const login = await session.store().load();
    screen.json(report({ command: 'profile use', profile: name, session, login, now: time.now() }));
    return EXIT.ok;
  }
  screen.say(`${screen.err.paint('good', screen.err.unicode ? '✓' : 'OK:')} Profile "${name}" is used from now on.`);
  const { COUNTERSIGN_PROFILE: variable } = env;
  if (variable && variable !== name) screen.warn(`In this terminal COUNTERSIGN_PROFILE still says "${variable}", and wins.`);
  return EXIT.ok;
}
