import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCUMENT = join(import.meta.dirname, '../../docs/reliability.md');

/** The rights that docs/reliability.md tells an admin to give: what stands behind the password in its users.acl. */
export const ACL_RULES = readRules();

function readRules(): string {
  const rules = /^user countersign on >\S+ (?<rules>.+)$/m.exec(readFileSync(DOCUMENT, 'utf8'))?.groups?.rules;
  if (rules === undefined) throw new Error('docs/reliability.md does not say which rights the user needs');
  return rules;
}
