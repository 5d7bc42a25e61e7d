import { z } from 'zod';

import { accountsSchema } from './schema-accounts.ts';
import { apisSchema } from './schema-apis.ts';
import { clientsSchema } from './schema-clients.ts';
import { countersignSchema } from './schema-countersign.ts';

/**
 * The JSON Schemas by which editors complete and check the files, by file name. They are made from what the server itself checks with, so that they
 * cannot say something else; `config/schema/` holds them, because editors read files.
 */
export function makeEditorSchemas(): ReadonlyMap<string, string> {
  const schemas = { countersign: countersignSchema, clients: clientsSchema, apis: apisSchema, accounts: accountsSchema };
  return new Map(
    Object.entries(schemas).map(([name, schema]) => [
      `${name}.schema.json`,
      // "input": what a person writes ("10m"), not what the server makes of it (600).
      `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', target: 'draft-07' }), undefined, 2)}\n`,
    ]),
  );
}
