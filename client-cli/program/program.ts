import type { Example } from './declaration.ts';

/** What is said about the program as a whole. */
export interface ProgramDeclaration {
  readonly name: string;
  readonly summary: string;
  readonly about: readonly string[];
  readonly examples: readonly Example[];
  readonly more: readonly string[];
}

/** The program as a whole, as it is declared. */
export const PROGRAM: ProgramDeclaration = {
  name: 'countersign',
  summary: 'log in where there is no browser',
  about: [
    'Logs this machine in to an OAuth 2.0 server with a short code that you approve in a browser anywhere (RFC 8628), and keeps it logged in. Data goes to standard output, everything else to standard error. Only "countersign login" ever starts a login.',
  ],
  examples: [
    { line: 'countersign login --issuer https://id.example.com --scope notes:read', does: 'log in, once' },
    { line: 'countersign status', does: 'see how the login stands' },
    { line: 'countersign api GET https://api.example.com/notes', does: 'use it' },
    { line: 'countersign logout', does: 'end it' },
  ],
  more: ['About one command: countersign help COMMAND. All of this on one page: man countersign'],
};
