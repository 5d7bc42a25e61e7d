import type { CommandContext } from '../commands/context.ts';
import type { ExitCode } from '../problems/exit-codes.ts';

/** A command as far as a plain command line has to be read (read-plainly.ts): what every run needs. What is there for people comes on top. */
export interface CommandSyntax {
  readonly name: string;
  readonly arguments?: readonly ArgumentSyntax[];
  readonly options?: readonly OptionSyntax[];
  /** Commands below this one, such as `profile list`. A command has these or `run`. */
  readonly commands?: readonly CommandSyntax[];
  /**
   * Does it. A method, and so may take its options as the type they have.
   * @param options those that were given, by their names in camel case; what was not typed is not there, `--no-x` gives `x: false`
   * @param operands what stood at the places of `arguments`
   */
  run?(context: CommandContext, options: object, operands: readonly string[]): Promise<ExitCode>;
}

/**
 * A command as it is declared: everything that anybody is told about it, once. What can be typed (commander), help, completion and the manual page
 * are all made from this; what the command does is loaded when it is called.
 */
export interface CommandDeclaration extends CommandSyntax {
  /** What it is for, as it stands in a list: a verb, lower case, no full stop. */
  readonly summary: string;
  /** What other programs call such a command, for whoever types that. */
  readonly alike?: readonly string[];
  /** How it is typed after its name, where that is not its arguments and then its options. */
  readonly usage?: string;
  /** What it is for and how it behaves, in whole paragraphs. */
  readonly about?: readonly string[];
  readonly arguments?: readonly ArgumentDeclaration[];
  readonly options?: readonly OptionDeclaration[];
  /** Lines that work as they are, but for names. */
  readonly examples?: readonly Example[];
  /** What arrives on standard output, in a sentence or two. */
  readonly prints?: string;
  /** What its exit codes mean here, beyond those that every command has (see exit-meanings.ts). */
  readonly exits?: ExitMeanings;
  /** What one usually does next. */
  readonly next?: string;
  readonly commands?: readonly CommandDeclaration[];
}

/** Something without a dash in front. */
export interface ArgumentSyntax {
  /** `<name>`, `[name]` where it can be left out, `<name...>` for one or more. */
  readonly name: string;
  readonly choices?: readonly string[];
  readonly value?: ValueKind;
}

/** That, with what is said about it. */
export interface ArgumentDeclaration extends ArgumentSyntax {
  readonly does: string;
}

/** Something with two dashes in front. */
export interface OptionSyntax {
  /** As it is typed: `--name`, `--no-name`, `--name <value>`, `--name <value...>`. */
  readonly flags: string;
  readonly choices?: readonly string[];
  readonly value?: ValueKind;
  /** The option, in camel case, that contradicts it. */
  readonly conflicts?: string;
}

/** That, with what is said about it. */
export interface OptionDeclaration extends OptionSyntax {
  /** A verb or a noun, lower case, no full stop. */
  readonly does: string;
  /** The variable of the environment that says the same. */
  readonly variable?: `COUNTERSIGN_${string}`;
  /** What holds when it is left out, in words. */
  readonly otherwise?: string;
}

/** What a value is: how it is checked, and what completion offers for it. Without one, anything goes and nothing is offered. */
export type ValueKind = 'seconds' | 'file' | 'profile' | 'command' | 'program';

/** A line to try. */
export interface Example {
  readonly line: string;
  readonly does: string;
}

/** What an exit code of a command means, for a person. */
export type ExitMeanings = Partial<Readonly<Record<ExitCode, string>>>;
