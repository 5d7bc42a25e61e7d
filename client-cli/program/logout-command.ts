import type { LogoutOptions } from '../commands/logout.ts';
import type { CommandDeclaration } from './declaration.ts';

/** `countersign logout`, as it is declared. */
export const logoutCommand: CommandDeclaration = {
  name: 'logout',
  summary: 'end the login, at the server and here',
  alike: ['signout', 'sign-out', 'logoff', 'revoke'],
  about: [
    'Revokes the login at the server (RFC 7009) as well as it can, and removes it from this machine in any case, also when the server cannot be reached or the login cannot be read.',
  ],
  options: [
    { flags: '--all', does: 'of every profile' },
    { flags: '--local-only', does: 'here only, without telling the server' },
  ],
  examples: [
    { line: 'countersign logout', does: 'end this login' },
    { line: 'countersign logout --all', does: 'leave this machine for good' },
    { line: 'countersign logout --local-only', does: 'discard a login that cannot be read any more' },
  ],
  prints: 'Nothing. With --json one object for each profile, with revoked: true or false.',
  exits: { 0: 'nothing is left here, whatever the server said', 8: 'the login could not be removed from this machine' },
  next: 'If the server could not be told, end the device on its page of devices.',
  async run(context, options: LogoutOptions) {
    return (await import('../commands/logout.ts')).logout(context, options);
  },
};
