import type { LastingSecrets } from '../../server/ports/storage.ts';
import type { Database } from './database.ts';
import { promised, write } from './transactions.ts';

/** Lasting secrets in SQLite, in the file only its owner may read. Whoever comes second reads what the first one kept. */
export function createSecrets({ durable }: Database): LastingSecrets {
  const keep = durable.prepare('INSERT INTO secrets (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING');
  const find = durable.prepare('SELECT value FROM secrets WHERE name = ?');

  function read(name: string): string | undefined {
    return (find.get(name) as { readonly value: string } | undefined)?.value;
  }

  return {
    keepFirst: (name, value) =>
      write(durable, () => {
        keep.run(name, value);
        return read(name) ?? value; // nothing ever removes a secret, so there is always one
      }),
    read: (name) => promised(() => read(name)),
  };
}
