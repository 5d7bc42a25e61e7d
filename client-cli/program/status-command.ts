import type { StatusOptions } from '../commands/status.ts';
import type { CommandDeclaration } from './declaration.ts';

/** `countersign status`, as it is declared. */
export const statusCommand: CommandDeclaration = {
  name: 'status',
  summary: 'show who is logged in, where, with which rights and until when',
  alike: ['whoami', 'show', 'info'],
  about: [
    'Reads what is kept on this machine. It asks nobody, changes nothing and never shows a token.',
    'With --check the server is asked whether the login still holds: by introspection or userinfo, where it offers them to this client. An access token that has run out is renewed, as the next command would do; a refresh token is never spent just to find out. Where there is no way to ask, that is said.',
    'With --quiet nothing is printed as long as somebody is logged in: the exit code says it.',
  ],
  options: [{ flags: '--check', does: 'ask the server too' }],
  examples: [
    { line: 'countersign status', does: 'how the login stands' },
    { line: 'countersign status --check', does: 'and whether the server agrees' },
    { line: 'countersign status --json', does: 'the same for a program' },
    { line: 'countersign status --quiet || countersign login', does: 'log in only where it is needed' },
  ],
  prints:
    'A line for each fact, and none with --quiet. With --json one object; --check adds checked: renewed, introspected, userinfo or not_possible.',
  exits: {
    0: 'logged in, or good after a silent renewal',
    4: 'nobody is logged in, or the login has ended',
    7: 'with --check: the server cannot be asked just now',
    8: 'the login cannot be read',
  },
  next: 'Exit code 4 means "countersign login".',
  async run(context, options: StatusOptions) {
    return (await import('../commands/status.ts')).status(context, options);
  },
};
