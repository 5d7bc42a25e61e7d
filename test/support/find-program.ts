import { spawnSync } from 'node:child_process';

/** Where a program is, or undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Skips a suite where a program is missing, with the reason in words; in CI that fails (see root-hooks.ts). */
export function needsProgram(context: Mocha.Context, name: string): void {
  if (findProgram(name) !== undefined) return;
  process.stderr.write(`skipped: ${name} is not installed (npm test installs it where it may)\n`);
  context.skip();
}
