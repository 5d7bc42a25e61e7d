import type { Problem } from './problems.ts';

/** The settings are in order by themselves, and the engine refuses them all the same. */
export class SettingsRefused extends Error {
  override readonly name = 'SettingsRefused';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super('the settings were refused');
    this.problems = problems;
  }
}
