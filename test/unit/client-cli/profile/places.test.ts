import { expect } from 'chai';

import { isProfileName } from '../../../../client-cli/profile/places.ts';

describe('the name of a profile', () => {
  for (const name of ['default', 'work', 'Work-2', '0', 'a.b', 'x_y', 'console', 'com', 'nullable', 'a'.repeat(64)])
    it(`can be "${name}"`, () => expect(isProfileName(name)).to.equal(true));

  const refused = {
    'a path, or the way out of one': ['', '.', '..', '../x', 'a/b', 'a\\b', '-x', '.hidden', 'C:'],
    'something for a shell': ['a b', 'a;b', '$x', '*', 'a\n'],
    'longer than 64 characters': ['a'.repeat(65)],
    'something that Windows makes another of: a dot or a blank at the end': ['work.', 'work ', 'a..'],
    'a device of Windows, with or without an ending': ['CON', 'nul', 'Aux', 'prn', 'COM1', 'lpt9', 'com0', 'nul.txt', 'con.a.b'],
  };
  for (const [what, names] of Object.entries(refused))
    it(`is not ${what}`, () => {
      for (const name of names) expect(isProfileName(name), JSON.stringify(name)).to.equal(false);
    });
});
