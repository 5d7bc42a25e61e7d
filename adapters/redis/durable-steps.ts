import type { RedisClient } from './client.ts';
import type { DurableScripts } from './scripts.ts';

/** What a script answers. */
export type Outcome<Name extends keyof DurableScripts> = Awaited<ReturnType<DurableScripts[Name]>>;

/** What a script takes beside its key. */
export type StepArguments<Name extends keyof DurableScripts> =
  Parameters<DurableScripts[Name]> extends [string, ...infer Rest] ? Rest : never;

/**
 * How the steps are taken that a promise hangs on: a decision, a spent code, a rotated token, an ended device. Plainly, or confirmed by
 * replicas (`confirmed-steps.ts`).
 */
export interface DurableSteps {
  /** Runs a script on the record with this key. */
  run<Name extends keyof DurableScripts>(name: Name, key: string, ...args: StepArguments<Name>): Promise<Outcome<Name>>;

  /** Writes something with this key that does no harm if it is left behind after a failure. */
  write<Result>(key: string, work: (client: RedisClient) => Promise<Result>): Promise<Result>;
}

/** Steps that count as soon as Redis has answered: as durable as its own settings (`fitness.ts`). */
export function createPlainSteps(client: RedisClient): DurableSteps {
  return {
    run: (name, key, ...args) => {
      const script = client[name] as (key: string, ...args: unknown[]) => Promise<never>;
      return script.call(client, key, ...args);
    },
    write: (_key, work) => work(client),
  };
}
