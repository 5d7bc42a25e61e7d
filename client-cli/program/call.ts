import type { CommandSyntax } from './declaration.ts';

/** A command line, read: what is to be done. */
export interface Call {
  readonly command: CommandSyntax;
  /** Its name with those above it: `profile list`. */
  readonly name: string;
  /** Those options of all commands that were typed, by their names in camel case. */
  readonly globals: Readonly<Record<string, unknown>>;
  /** The command's own, likewise. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly operands: readonly string[];
}
