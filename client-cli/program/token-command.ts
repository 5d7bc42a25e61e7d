import type { TokenOptions } from '../commands/token.ts';
import type { CommandDeclaration } from './declaration.ts';

/** `countersign token`, as it is declared. */
export const tokenCommand: CommandDeclaration = {
  name: 'token',
  summary: 'print an access token, into a pipe',
  alike: ['access-token', 'print-access-token'],
  about: [
    'Prints the access token of the login, renewed first when it is not good for long enough. It goes to a pipe or a file; on a screen it is shown only with --show.',
    'A token that is bound to a key (DPoP) is worth nothing on its own, and is not printed as if it were: use "countersign api", or --header, which prints the proof for one request too.',
  ],
  options: [
    { flags: '--show', does: 'even on a screen' },
    { flags: '--min-ttl <seconds>', does: 'good for at least so long', otherwise: '30', value: 'seconds' },
    {
      flags: '--header',
      does: 'print the header lines of a request: Authorization, and DPoP where the token is bound to a key',
    },
    { flags: '--url <url>', does: 'with --header: the address of that request' },
    { flags: '--method <method>', does: 'with --header: its method', otherwise: 'GET' },
  ],
  examples: [
    {
      line: 'TOKEN=$(countersign token --min-ttl 300)',
      does: 'after "countersign login --bearer": a token that is good for five minutes, for a script',
    },
    {
      line: 'countersign token --header --url https://api.example.com/notes | curl -H @- https://api.example.com/notes',
      does: 'both headers of one request, never on a command line',
    },
  ],
  prints: 'The token, or the header lines. With --json one object with access_token, and headers if asked for.',
  exits: {
    0: 'a token was printed',
    2: 'a screen without --show, or a bound token without --header',
    4: 'nobody is logged in, or the login has ended',
    7: 'the token could not be renewed just now; nothing is lost',
    8: 'the login cannot be read or written',
  },
  next: 'Exit code 4 means "countersign login"; 7 means the same command again, later.',
  async run(context, options: TokenOptions) {
    return (await import('../commands/token.ts')).token(context, options);
  },
};
