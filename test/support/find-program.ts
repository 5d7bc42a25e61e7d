import { spawnSync } from 'node:child_process';

/** Where a program is, or undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Skips a test or a suite where a program is missing, with the reason in words. In CI that fails, also in a hook, which root-hooks.ts does not see. */
export function needsProgram(context: Mocha.Context, name: string): void {
  if (findProgram(name) !== undefined) return;
  const reason = `${name} is not installed (npm test installs it where it may)`;
  if (process.env.CI) throw new Error(reason);
  process.stderr.write(`skipped: ${reason}\n`);
  context.skip();
}
