import type { ProfileListOptions } from '../commands/profile-list.ts';
import type { ProfileRemoveOptions } from '../commands/profile-remove.ts';
import type { CommandDeclaration } from './declaration.ts';

const list: CommandDeclaration = {
  name: 'list',
  summary: 'show every login that is kept on this machine',
  alike: ['ls'],
  about: ['Reads what is kept here and asks nobody. The one marked with * is used when none is named.'],
  options: [{ flags: '--names', does: 'only the names, one a line' }],
  examples: [
    { line: 'countersign profile list', does: 'who is logged in where' },
    {
      line: 'countersign profile list --names | xargs -I{} countersign status --profile {}',
      does: 'something with each of them',
    },
  ],
  prints:
    'A few lines for each profile. With --json one object with profiles: a list of {name, current, issuer, client_id, subject, account, state, store}.',
  exits: { 0: 'done, also when there are none' },
  async run(context, options: ProfileListOptions) {
    return (await import('../commands/profile-list.ts')).profileList(context, options);
  },
};

const use: CommandDeclaration = {
  name: 'use',
  summary: 'choose the login that is used when none is named',
  alike: ['switch', 'set', 'select'],
  about: [
    'From then on it holds for every terminal and every program of this user. --profile and COUNTERSIGN_PROFILE still win.',
  ],
  arguments: [{ name: '<name>', does: 'the profile, as "countersign profile list" shows it', value: 'profile' }],
  examples: [
    { line: 'countersign profile use work', does: 'work from now on' },
    { line: 'countersign profile use default', does: 'back to the first one' },
  ],
  prints: 'Nothing. With --json one object about the chosen profile.',
  exits: { 0: 'it is used from now on', 2: 'there is no such profile', 8: 'the choice cannot be written' },
  next: 'See it with "countersign status".',
  async run(context, _options, [name = '']) {
    return (await import('../commands/profile-use.ts')).profileUse(context, name);
  },
};

const remove: CommandDeclaration = {
  name: 'remove',
  summary: 'remove every trace of a profile from this machine',
  alike: ['rm', 'delete', 'forget'],
  about: [
    'Removes the login, its key and what was remembered about it. A profile that is logged in, or whose login cannot be read, is left alone: log out first, which ends the login at the server too, or use --force, which tells the server nothing.',
    'When the last profile is gone, nothing of this program is left in its folder.',
  ],
  arguments: [{ name: '<name>', does: 'the profile, as "countersign profile list" shows it', value: 'profile' }],
  options: [{ flags: '--force', does: 'also while it is logged in; at the server the login goes on' }],
  examples: [
    { line: 'countersign logout --profile work && countersign profile remove work', does: 'end it everywhere' },
    { line: 'countersign profile remove work --force', does: 'forget it here, whatever state it is in' },
  ],
  prints: 'Nothing. With --json one object.',
  exits: { 0: 'nothing of it is left here', 2: 'there is no such profile, or it is logged in', 8: 'it cannot be removed' },
  next: 'After --force end the device at the server: on its page of devices, or ask its operator.',
  async run(context, options: ProfileRemoveOptions, [name = '']) {
    return (await import('../commands/profile-remove.ts')).profileRemove(context, name, options);
  },
};

/** `countersign profile`, as it is declared. */
export const profileCommand: CommandDeclaration = {
  name: 'profile',
  summary: 'several issuers and accounts side by side: list, use, remove',
  alike: ['profiles', 'list', 'config', 'accounts', 'switch'],
  about: [
    'A profile is one login: an issuer, a client, an account. "countersign login --profile NAME" makes one; without a name everything happens in the profile "default".',
  ],
  commands: [list, use, remove],
};
