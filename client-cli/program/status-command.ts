import type { CommandDeclaration } from './declaration.ts';

export const statusCommand: CommandDeclaration = {
  name: 'status',
  summary: 'show who is logged in, where, with which rights and until when',
  alike: ['whoami', 'show', 'info'],
  about: ['Reads what is kept on this machine. It asks nobody, changes nothing and never shows a token.'],
  examples: [
    { line: 'countersign status', does: 'how the login stands' },
    { line: 'countersign status --json', does: 'the same for a program' },
    { line: 'countersign status --quiet || countersign login', does: 'log in only where it is needed' },
  ],
  prints: 'A line for each fact; with --json one object.',
  exits: {
    0: 'logged in, or good after a silent renewal',
    4: 'nobody is logged in, or the login cannot be renewed',
    8: 'the login cannot be read',
  },
  next: 'Exit code 4 means "countersign login".',
  async run(context) {
    return (await import('../commands/status.ts')).status(context);
  },
};
