import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A running API that wants a second factor, not older than five minutes. */
export interface GuardedApi {
  /** What it guards. */
  readonly vault: string;
  stop(): Promise<void>;
}

/** Starts it, in a process of its own. */
export async function startGuardedApi(issuer: string): Promise<GuardedApi> {
  const child = spawn(
    process.execPath,
    ['--conditions=countersign-source', '--no-warnings', join(import.meta.dirname, 'guarded-api-main.ts'), issuer],
    { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    vault: `${/ready (\S+)/.exec(line.toString())?.[1]}/vault`,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
