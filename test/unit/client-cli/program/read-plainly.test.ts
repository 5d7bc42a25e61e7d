import { expect } from 'chai';
import fc from 'fast-check';
import { COMMANDS } from '../../../../client-cli/program/all-commands.ts';
import type { Call } from '../../../../client-cli/program/call.ts';
import { createProgram } from '../../../../client-cli/program/create-program.ts';
import type { CommandDeclaration } from '../../../../client-cli/program/declaration.ts';
import { GLOBAL_OPTIONS } from '../../../../client-cli/program/global-options.ts';
import { readPlainly } from '../../../../client-cli/program/read-plainly.ts';
import { lookOf } from '../../../../client-cli/terminal/look.ts';

/** What commander makes of a command line; undefined when it refuses it, or shows help. */
async function readByCommander(args: readonly string[]): Promise<Call | undefined> {
  let read: Call | undefined;
  const silent = { write: () => true };
  const look = lookOf(silent, {}, { color: false, accessible: false });
  const streams = { stdout: silent, stderr: silent, looks: { out: look, err: look } };
  const program = createProgram((call) => Promise.resolve(void (read = call)), streams);
  await program.parseAsync(args, { from: 'user' }).catch(() => undefined);
  return read;
}

/** What of a call is the same for both: commander counts a command's own options among those of all. */
function essence({ name, globals, options, operands }: Call): object {
  return { name, all: { ...globals, ...options }, options, operands: [...operands] };
}

const everyCommand = (list: readonly CommandDeclaration[]): CommandDeclaration[] =>
  list.flatMap((command) => [command, ...everyCommand(command.commands ?? [])]);
const WORDS = everyCommand(COMMANDS).map(({ name }) => name);
const FLAGS = [...GLOBAL_OPTIONS, ...everyCommand(COMMANDS).flatMap(({ options = [] }) => options)].map(
  ({ flags }) => flags.split(' ')[0]!,
);
const ODD = [
  '',
  '-',
  '--',
  '-5',
  '0',
  '1e3',
  'Infinity',
  '60',
  'file',
  'nowhere',
  'GET',
  'https://a.example',
  '--help',
  '-h',
  '--version',
  '--jso',
  '--profile=x',
  'help',
];

describe('a command line that is read plainly', () => {
  it('means what commander makes of it, whatever stands in it', async () => {
    const words = fc.array(fc.oneof(fc.constantFrom(...FLAGS), fc.constantFrom(...ODD), fc.constantFrom(...WORDS)), {
      maxLength: 7,
    });
    const lines = fc.tuple(fc.constantFrom(...WORDS), words).map(([first, others]) => [first, ...others]);
    await fc.assert(
      fc.asyncProperty(lines, async (args) => {
        const plain = readPlainly(args);
        if (plain === undefined) return;
        const same = await readByCommander(args);
        expect(same && essence(same), args.join(' ')).to.deep.equal(essence(plain));
      }),
      { numRuns: 3000 },
    );
  });

  it('is what programs send', async () => {
    const sent = [
      'token',
      'token --min-ttl 300',
      'token --json --profile work',
      'token --header --url https://api.example/notes --method POST',
      'status --json --quiet',
      'api GET https://api.example/notes --data @x',
      'login --issuer https://id.example --no-qr --no-input --store file',
    ];
    for (const line of sent) {
      const plain = readPlainly(line.split(' '));
      expect(plain && essence(plain), line).to.deep.equal(essence((await readByCommander(line.split(' ')))!));
    }
  });

  it('is nothing that has to be explained, and nothing that is wrong', () => {
    const others = [
      '',
      'tokn',
      '--help',
      'token --help',
      '--json token',
      'token extra',
      'token --jso',
      'token --profile',
      'token --profile=x',
      'token --min-ttl -5',
      'token --min-ttl soon',
      'token --show --show',
      'token -- --show',
      'login --dpop --bearer',
      'login --store nowhere',
      'api GET',
      'api GET https://a.example --header A:b',
    ];
    for (const line of others) expect(readPlainly(line.split(' ')), line).to.equal(undefined);
  });
});
