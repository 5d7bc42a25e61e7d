import type { Look } from '../terminal/look.ts';
import type { ArgumentDeclaration, CommandDeclaration, Example, ExitMeanings, OptionDeclaration } from './declaration.ts';
import { EXIT_MEANINGS } from './exit-meanings.ts';
import type { FoundDeclaration } from './find-declaration.ts';
import { GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION } from './global-options.ts';
import { commandLine, list, paragraph, section } from './help-layout.ts';
import type { HelpEntry } from './help-layout.ts';
import { PROGRAM } from './program.ts';
import { VARIABLES } from './variables.ts';

/** The help of the program as a whole. */
export function programHelp(commands: readonly CommandDeclaration[], look: Look): string {
  return page([
    ...paragraph(`Usage: ${PROGRAM.name} <command> [options]`, look, 0),
    '',
    ...PROGRAM.about.flatMap((text) => paragraph(text, look)),
    ...section('Commands', list(commandEntries(commands), look), look),
    ...section('Options of every command', list([...GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION].map(optionEntry), look), look),
    ...section('Examples', examples(PROGRAM.examples, look), look),
    ...section('Exit codes', exits(EXIT_MEANINGS, look), look),
    ...section(
      'Environment',
      list(
        VARIABLES.map(({ name, does }) => [name, does]),
        look,
      ),
      look,
    ),
    ...section(
      'More',
      PROGRAM.more.flatMap((text) => paragraph(text, look)),
      look,
    ),
  ]);
}

/** The help of one command. */
export function commandHelp({ path, declaration }: FoundDeclaration, look: Look): string {
  const { summary, about = [], arguments: places = [], options = [], commands = [] } = declaration;
  const { examples: lines = [], prints, exits: meanings = {}, next } = declaration;
  const below = commands.length === 0 ? [] : ['<command>'];
  const typed =
    declaration.usage === undefined ? [...below, ...places.map(({ name }) => name), '[options]'] : [declaration.usage];
  const usage = [PROGRAM.name, ...path, ...typed].join(' ');
  return page([
    ...paragraph(`Usage: ${usage}`, look, 0),
    '',
    ...paragraph(sentence(summary), look),
    ...about.flatMap((text) => ['', ...paragraph(text, look)]),
    ...section('Commands', list(commandEntries(commands), look), look),
    ...section('Arguments', list(places.map(argumentEntry), look), look),
    ...section('Options', list(options.map(optionEntry), look), look),
    ...section('Examples', examples(lines, look), look),
    ...section('Prints', prints === undefined ? [] : paragraph(prints, look), look),
    ...section('Exit codes', exits(meanings, look), look),
    ...section('Next', next === undefined ? [] : paragraph(next, look), look),
    ...section('As every command', paragraph(everyCommand(), look), look),
  ]);
}

/** A name and what it does, with everything that is to be known about it. */
export function optionEntry({ flags, does, choices, variable, otherwise }: OptionDeclaration): HelpEntry {
  const notes = [
    ...(choices === undefined ? [] : [`one of ${choices.join(', ')}`]),
    ...(variable === undefined ? [] : [variable]),
    ...(otherwise === undefined ? [] : [`otherwise ${otherwise}`]),
  ];
  return [flags, notes.length === 0 ? does : `${does} (${notes.join('; ')})`];
}

/** The same for what has no dashes. */
export function argumentEntry({ name, does }: ArgumentDeclaration): HelpEntry {
  return [name, does];
}

function commandEntries(commands: readonly CommandDeclaration[]): HelpEntry[] {
  return commands.map(({ name, summary }) => [name, summary]);
}

function examples(all: readonly Example[], look: Look): string[] {
  return all.flatMap(({ line, does }) => [
    ...paragraph(does, look, 6).map((text) => look.paint('faint', `    # ${text.trimStart()}`)), // every line of it: they are copied too
    ...commandLine(line, look),
  ]);
}

function exits(meanings: ExitMeanings, look: Look): string[] {
  const width = Math.max(...Object.keys(meanings).map(({ length }) => length));
  return list(
    Object.entries(meanings).map(([code, meaning]) => [code.padStart(width), meaning]),
    look,
  );
}

function everyCommand(): string {
  const flags = [...GLOBAL_OPTIONS, HELP_OPTION].map(({ flags }) => flags).join(', ');
  return `${flags}. They and the other exit codes: ${PROGRAM.name} help`;
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}

function page(lines: readonly string[]): string {
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
