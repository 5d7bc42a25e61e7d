import { expect } from 'chai';
import { bashScript } from '../../../../client-cli/completion/bash-script.ts';
import { fishScript } from '../../../../client-cli/completion/fish-script.ts';
import { zshScript } from '../../../../client-cli/completion/zsh-script.ts';
import { EXIT } from '../../../../client-cli/problems/exit-codes.ts';
import { COMMANDS } from '../../../../client-cli/program/all-commands.ts';
import { createProgram } from '../../../../client-cli/program/create-program.ts';
import type { CommandSyntax } from '../../../../client-cli/program/declaration.ts';
import { readFlags } from '../../../../client-cli/program/flags.ts';
import { GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION } from '../../../../client-cli/program/global-options.ts';
import { commandHelp, programHelp } from '../../../../client-cli/program/help-page.ts';
import { manualPage } from '../../../../client-cli/program/manual-page.ts';
import { PROGRAM } from '../../../../client-cli/program/program.ts';
import type { Look } from '../../../../client-cli/terminal/look.ts';
import { lookOf } from '../../../../client-cli/terminal/look.ts';
import { everyCommand, shellWords } from '../../../support/command-line.ts';

const lookAt = (columns: number, isTTY = false): Look =>
  lookOf({ columns, isTTY, write: () => true }, {}, { color: true, accessible: false });

const ALL = everyCommand(COMMANDS);
const WORKING = ALL.filter(({ declaration }) => declaration.run !== undefined);

/** The options that a text speaks of. */
const optionsIn = (text: string): string[] => [...new Set(text.match(/(?<![\w-])--[a-z][a-z-]+/g))].sort();

const declared = [...GLOBAL_OPTIONS, HELP_OPTION, VERSION_OPTION, ...ALL.flatMap(({ declaration }) => declaration.options ?? [])];
const everyOption = [...new Set(declared.map((option) => readFlags(option).long))].sort();

describe('what is declared about the commands', () => {
  for (const { path, declaration } of WORKING) {
    describe(`countersign ${path.join(' ')}`, () => {
      it('says what it is for, shows how, and what comes out', () => {
        expect(declaration.summary).to.match(/^[a-z].*[^.]$/);
        expect(declaration.summary.length).to.be.lessThan(75);
        expect(declaration.examples).to.be.an('array').that.is.not.empty;
        expect(declaration.prints).to.match(/\.$/);
        expect(declaration.exits).to.have.property(String(EXIT.ok));
        for (const { does } of declaration.options ?? []) expect(does).to.match(/^[a-z"].*[^.]$/i);
      });

      it('has examples that can be typed', async () => {
        for (const { line } of declaration.examples ?? []) for (const words of ourCalls(line)) await read(words);
      });
    });
  }

  it('has examples for the program that can be typed', async () => {
    for (const { line } of PROGRAM.examples) for (const words of ourCalls(line)) await read(words);
  });

  it('shows "--" in front of the command that exec runs, where its options end', () => {
    const exec = ALL.find(({ path }) => path.join(' ') === 'exec')!;
    expect(commandHelp(exec, lookAt(80))).to.match(/^Usage: countersign exec \[options\] -- <command\.\.\.>\n/);
    expect(manualPage(COMMANDS, '1.0.0')).to.include('.SS countersign exec [options] \\-\\- <command...>\n');
  });

  it('is the same in help, manual and completion: no option is missing in one, none is made up', () => {
    const look = lookAt(80);
    const pages = [programHelp(COMMANDS, look), ...ALL.map((found) => commandHelp(found, look))];
    expect(optionsIn(pages.join('\n'))).to.deep.equal(everyOption);
    expect(
      optionsIn(
        manualPage(COMMANDS, '1.0.0')
          .replace(/\\f[BIR]/g, ' ')
          .replaceAll('\\-', '-'),
      ),
    ).to.deep.equal(everyOption);
    // A script speaks to its shell's own commands as well: those words are taken out by the marks around ours.
    const bash = bashScript(COMMANDS)
      .match(/_countersign_offer .*/g)!
      .join('\n');
    expect(optionsIn(bash)).to.deep.equal(everyOption);
    const zsh = zshScript(COMMANDS)
      .match(/'--[a-z-]+:/g)!
      .join('\n');
    expect(optionsIn(zsh)).to.deep.equal(everyOption);
    const fish = [...fishScript(COMMANDS).matchAll(/^complete .*? -l ([a-z-]+)/gm)].map(([, name]) => `--${name!}`);
    expect([...new Set(fish)].sort()).to.deep.equal(everyOption);
  });
});

describe('help', () => {
  const pages = (look: Look): string[] => [programHelp(COMMANDS, look), ...ALL.map((found) => commandHelp(found, look))];

  for (const columns of [40, 60, 80, 200]) {
    it(`keeps to ${columns} columns, but for words that are longer`, () => {
      for (const line of pages(lookAt(columns)).join('\n').split('\n')) {
        if (line.replace(/"[^"]*"/g, 'quoted').length < columns) continue; // what is quoted stays together, to be copied
        const [first = '', ...others] = line.trim().split(/(?<=\S) +/);
        const isOneWord = others.filter((word) => word !== '\\').length === 0;
        // A quoted argument, or an option with its value, is copied as a whole.
        expect(isOneWord || /^(?:countersign|TOKEN|source|--|\||>)/.test(first), line).to.equal(true);
      }
    });
  }

  it('has lines no longer than one can read, on the widest screen', () => {
    for (const line of pages(lookAt(400)).join('\n').split('\n'))
      if (!line.startsWith('    ')) expect(line.length).to.be.at.most(88);
  });

  it('is coloured for a person only', () => {
    expect(programHelp(COMMANDS, lookAt(80))).not.to.include('\u001b');
    const seen = pages(lookAt(80, true));
    for (const page of seen) expect(page).to.include('\u001b[1m');
    const plain = seen.map((page) => page.replace(/\u001b\[\d+m/g, ''));
    expect(plain).to.deep.equal(pages(lookAt(80)));
  });
});

/** The calls of this program in a line for a shell. */
function ourCalls(line: string): string[][] {
  const calls = line.split(/ \| | \|\| |&& |\$\(|<\(/).map((part) => shellWords(part.replace(/\)+$/, '').replace(/ > \S+$/, '')));
  return calls.filter(([program]) => program === 'countersign').map(([, ...words]) => words);
}

/** Has commander read a line. @throws what it objects to */
async function read(words: readonly string[]): Promise<void> {
  const silent = { write: () => true };
  const looks = { out: lookAt(80), err: lookAt(80) };
  let command: CommandSyntax | undefined;
  const program = createProgram((call) => Promise.resolve(void (command = call.command)), {
    stdout: silent,
    stderr: silent,
    looks,
  });
  await program.parseAsync(words, { from: 'user' });
  expect(command, words.join(' ')).to.not.equal(undefined);
}
