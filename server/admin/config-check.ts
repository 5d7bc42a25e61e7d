import { loadSettings } from '../settings/load-settings.ts';
import type { LoadSettingsDeps } from '../settings/load-settings.ts';
import { formatProblem } from '../settings/problems.ts';
import type { Problem } from '../settings/problems.ts';
import type { Settings } from '../settings/settings.ts';
import type { CommandOutcome } from './command-outcome.ts';

/** What checking the files needs. */
export interface ConfigCheckDeps extends LoadSettingsDeps {
  /** What the engine itself finds wrong with clients; asked once the files are in order. */
  readonly validateClients?: (settings: Settings) => Promise<readonly Problem[]>;
}

/** `config check`: every problem of the settings, or what is in them. */
export async function configCheck({ validateClients, ...deps }: ConfigCheckDeps): Promise<CommandOutcome> {
  const loaded = await loadSettings(deps);
  const problems = loaded.kind === 'refused' ? loaded.problems : ((await validateClients?.(loaded.settings)) ?? []);
  if (loaded.kind === 'refused' || problems.length > 0) {
    return { exitCode: 1, lines: [...problems.map(formatProblem), count(problems.length, 'problem', 'problems')] };
  }
  return { exitCode: 0, lines: [summary(loaded.settings)] };
}

function summary({ folder, clientsById, apisByAudience, accountsById }: Settings): string {
  const clients = count(clientsById.size, 'client', 'clients');
  const apis = count(apisByAudience.size, 'API', 'APIs');
  return `${folder.replace(/\/+$/, '')}/ is fine: ${clients}, ${apis}, ${count(accountsById.size, 'person', 'people')}.`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
