import { expect } from 'chai';

import { inLanguage, languageOfText } from '../../../../server/domain/language.ts';

describe('a text of the admin, for a reader', () => {
  const several = { en: 'Read your notes', de: 'Ihre Notizen lesen' };

  it('is in the reader’s language if it was written in it, and English if not', () => {
    expect(inLanguage(several, 'de')).to.equal('Ihre Notizen lesen');
    expect(inLanguage(several, 'es')).to.equal('Read your notes');
  });

  it('that was written once is the same for everybody', () => {
    expect(inLanguage('Lire vos notes', 'de')).to.equal('Lire vos notes');
  });

  it('says which language the reader gets, unless nobody knows (WCAG 3.1.2)', () => {
    expect(languageOfText(several, 'de')).to.equal('de');
    expect(languageOfText(several, 'es')).to.equal('en');
    expect(languageOfText('Lire vos notes', 'de')).to.equal(undefined);
  });
});
