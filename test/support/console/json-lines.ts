import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';

const schema = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../docs/console.schema.json'), 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictTypes: false }).compile(schema);

/** Holds a line of `--json` against docs/console.schema.json. Every test that runs the console does so, without asking for it. */
export function whatDoesNotFit(line: object): string | undefined {
  if (validate(line)) return undefined;
  const reasons = validate.errors?.map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`).join('; ') ?? '';
  return `not as docs/console.schema.json has it: ${reasons}\n${JSON.stringify(line)}`;
}
