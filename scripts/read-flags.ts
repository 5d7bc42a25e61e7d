import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';

/** What was typed behind the name of a script. Where help is asked for, or an option is not known, the script says what it can do and is over. */
export function readFlags<const Options extends NonNullable<ParseArgsConfig['options']>>(usage: string, options: Options) {
  if (process.argv.slice(2).some((word) => word === '--help' || word === '-h')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}
