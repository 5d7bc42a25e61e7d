import { expect } from 'chai';
import { spellCode } from '../../../../client-cli/terminal/spell-code.ts';

describe('a user code in words', () => {
  it('spells letters by the alphabet of the radio, digits by their names', () => {
    expect(spellCode('WD4-B0')).to.equal('Whiskey, Delta, four, dash, Bravo, zero');
  });

  it('says when a letter is a small one, since a server may tell them apart', () => {
    expect(spellCode('aB')).to.equal('small Alfa, Bravo');
  });

  it('leaves signs that have no name as they are', () => expect(spellCode('A_ß')).to.equal('Alfa, _, small ß'));
});
