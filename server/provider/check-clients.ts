import { errors } from 'oidc-provider';
import type { Provider } from 'oidc-provider';

import type { Problem } from '../settings/problems.ts';
import type { Settings } from '../settings/settings.ts';

/** What the engine itself finds wrong with clients. It looks at a client when it first hears of it; here it hears of all of them, at start. */
export async function checkClients(provider: Provider, settings: Settings): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { id, writtenAt } of settings.clientsById.values()) {
    try {
      await provider.Client.find(id);
    } catch (error) {
      if (!(error instanceof errors.InvalidClientMetadata)) throw error;
      problems.push({
        ...writtenAt,
        message: `this is no valid client: ${error.error_description ?? error.message}.`,
        fix: 'Mend the entry.',
      });
    }
  }
  return problems;
}
