import type { ExecOptions } from '../commands/exec.ts';
import type { CommandDeclaration } from './declaration.ts';

/** `countersign exec`, as it is declared. */
export const execCommand: CommandDeclaration = {
  name: 'exec',
  summary: 'run a command with a token in its environment',
  alike: ['run'],
  usage: '[options] -- <command...>',
  about: [
    'Runs a command with an access token in a variable, as MCP servers on standard input and output want theirs. Input, output and signals go straight through, and its exit code becomes ours. Write -- in front of the command.',
    'The token is good for at least --min-ttl seconds, and is not replaced while the command runs: one that runs for longer asks for another with "countersign token", or uses the library. Whatever the command starts inherits the variable. COUNTERSIGN_STORE_KEY is not handed on.',
    'A token that is bound to a key (DPoP) cannot be used by others, and is refused.',
  ],
  arguments: [{ name: '<command...>', does: 'the command and what belongs to it', value: 'program' }],
  options: [
    { flags: '--env <name>', does: 'the variable', otherwise: 'COUNTERSIGN_TOKEN' },
    { flags: '--min-ttl <seconds>', does: 'good for at least so long', otherwise: '30', value: 'seconds' },
  ],
  examples: [
    { line: 'countersign exec -- my-mcp-server', does: 'an MCP server' },
    { line: 'countersign exec --env GH_TOKEN --min-ttl 300 -- make release', does: 'a job that takes five minutes' },
  ],
  prints: 'What the command prints, and nothing of ours.',
  exits: {
    0: 'the command ended with 0; every other code of its own is handed on, 128 + n for a signal, 126 and 127 as a shell says them',
    2: 'the login is bound to a key, or the variable has no proper name',
    4: 'nobody is logged in; the command was not started',
  },
  next: 'For commands that cannot prove a key, log in a second time: countersign login --bearer --profile NAME.',
  async run(context, options: ExecOptions, operands) {
    return (await import('../commands/exec.ts')).exec(context, options, operands);
  },
};
