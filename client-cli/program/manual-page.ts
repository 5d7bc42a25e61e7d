import type { CommandDeclaration, Example, ExitMeanings, OptionDeclaration } from './declaration.ts';
import { EXIT_MEANINGS } from './exit-meanings.ts';
import { readFlags } from './flags.ts';
import { GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION } from './global-options.ts';
import { argumentEntry, optionEntry } from './help-page.ts';
import { PROGRAM } from './program.ts';
import { VARIABLES } from './variables.ts';

/**
 * The manual page, in the macros that every man(1) knows.
 *
 * @see {@link https://man7.org/linux/man-pages/man7/groff_man.7.html groff_man(7)}
 */
export function manualPage(commands: readonly CommandDeclaration[], version: string): string {
  const lines = [
    `.\\" Made by "${PROGRAM.name} help --man".`,
    `.TH ${PROGRAM.name.toUpperCase()} 1 "" "${PROGRAM.name} ${version}" "User Commands"`,
    '.SH NAME',
    `${text(PROGRAM.name)} \\- ${text(PROGRAM.summary)}`,
    '.SH SYNOPSIS',
    `\\fB${text(PROGRAM.name)}\\fR \\fIcommand\\fR [\\fIoptions\\fR]`,
    '.SH DESCRIPTION',
    ...paragraphs(PROGRAM.about),
    '.SH COMMANDS',
    ...commands.flatMap((command) => commandPart(command, '')),
    '.SH OPTIONS OF EVERY COMMAND',
    ...[...GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION].flatMap(option),
    '.SH EXIT STATUS',
    ...exits(EXIT_MEANINGS),
    '.SH ENVIRONMENT',
    ...VARIABLES.flatMap(({ name, does }) => entry(bold(name), does)),
    '.SH EXAMPLES',
    ...examples(PROGRAM.examples),
  ];
  // A heading begins a paragraph by itself.
  return `${lines.filter((line, index) => line !== '.PP' || !/^\.S[HS] /.test(lines[index - 1] ?? '')).join('\n')}\n`;
}

function commandPart(declaration: CommandDeclaration, above: string): string[] {
  const { name, summary, about = [], arguments: places = [], options = [], commands = [] } = declaration;
  const { examples: lines = [], prints, exits: meanings = {}, next, usage } = declaration;
  const path = `${above}${name}`;
  if (commands.length > 0) return commands.flatMap((command) => commandPart(command, `${path} `));
  return [
    `.SS ${text([PROGRAM.name, path, ...(usage === undefined ? places.map((place) => place.name) : [usage])].join(' '))}`,
    ...paragraphs([`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`, ...about]),
    ...places.flatMap((place) => entry(italic(place.name), argumentEntry(place)[1])),
    ...options.flatMap(option),
    ...(prints === undefined ? [] : paragraphs([`Prints: ${prints}`])),
    ...(Object.keys(meanings).length === 0 ? [] : [...paragraphs(['Exit status:']), ...exits(meanings)]),
    ...(next === undefined ? [] : paragraphs([next])),
    ...examples(lines),
  ];
}

function option(declaration: OptionDeclaration): string[] {
  const { long, short, placeholder } = readFlags(declaration);
  const names = [short, long].filter((name) => name !== undefined).map(bold);
  return entry(names.join(', ') + (placeholder === undefined ? '' : ` ${italic(placeholder)}`), optionEntry(declaration)[1]);
}

function exits(meanings: ExitMeanings): string[] {
  return Object.entries(meanings).flatMap(([code, meaning]) => entry(bold(code), meaning));
}

function examples(all: readonly Example[]): string[] {
  return all.flatMap(({ line, does }) => [...paragraphs([`${does}:`]), '.PP', '.RS 4', '.nf', text(line), '.fi', '.RE']);
}

function entry(term: string, explanation: string): string[] {
  return ['.TP', term, text(explanation)];
}

function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((words) => ['.PP', text(words)]);
}

function bold(words: string): string {
  return `\\fB${text(words)}\\fR`;
}

function italic(words: string): string {
  return `\\fI${text(words)}\\fR`;
}

/** Text as roff takes it: its escape character, dashes that can be copied, quotes as they are, other letters by their number; no line is taken for a macro. */
function text(words: string): string {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replace(/[^\u0000-\u007f]/gu, (letter) => `\\[u${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`)
    .replace(/^\./, '\\&.');
}
