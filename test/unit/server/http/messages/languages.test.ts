import { expect } from 'chai';

import { FALLBACK_LANGUAGE, LANGUAGES } from '../../../../../server/domain/language.ts';
import type { Language } from '../../../../../server/domain/language.ts';
import { messagesIn } from '../../../../../server/http/languages.ts';

/** Every sentence of a language by its place: `review.networks.same.what`. */
function sentencesOf(messages: unknown, place: readonly string[] = []): ReadonlyMap<string, string> {
  if (typeof messages === 'string') return new Map([[place.join('.'), messages]]);
  if (typeof messages !== 'object' || messages === null) throw new Error(`${place.join('.')} is no sentence`);
  return new Map(Object.entries(messages).flatMap(([key, inner]) => [...sentencesOf(inner, [...place, key])]));
}

const slotsOf = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(([slot]) => slot).toSorted();

/** The same word in both languages, by the place where it stands. */
const SHARED_WORDS: Readonly<Partial<Record<Language, readonly string[]>>> = {
  de: ['enterCode.label', 'enterCode.placeholder', 'problem.status', 'review.deviceName'],
  es: ['enterCode.placeholder', 'layout.errorTitle'],
};

const english = sentencesOf(messagesIn(FALLBACK_LANGUAGE));

describe('the messages in every language', () => {
  it('there are sentences at all, and none of them is empty or has blanks around it', () => {
    expect(english.size).to.be.greaterThan(100);
    for (const language of LANGUAGES)
      for (const [place, sentence] of sentencesOf(messagesIn(language)))
        expect(sentence, `${language} ${place}`).to.match(/^\S(?:.*\S)?$/);
  });

  for (const language of LANGUAGES.filter((one) => one !== FALLBACK_LANGUAGE)) {
    describe(language, () => {
      const sentences = sentencesOf(messagesIn(language));

      it('has every sentence that English has, and no other', () => {
        expect([...sentences.keys()].toSorted()).to.deep.equal([...english.keys()].toSorted());
      });

      it('has the slots of the English sentence in each', () => {
        for (const [place, sentence] of sentences) expect(slotsOf(sentence), place).to.deep.equal(slotsOf(english.get(place)!));
      });

      it('left nothing in English but the words that are the same', () => {
        const same = [...sentences].filter(([place, sentence]) => sentence === english.get(place)).map(([place]) => place);
        expect(same.toSorted()).to.deep.equal((SHARED_WORDS[language] ?? []).toSorted());
      });

      it('has no markup, no straight quotes and no three dots in it', () => {
        for (const [place, sentence] of sentences) expect(sentence, place).not.to.match(/[<>"&]|'|\.\.\./);
      });
    });
  }

  it('speaks to people formally: Sie in German, usted in Spanish', () => {
    const familiar = {
      de: /\b(?:du|dir|dich|dein\w*|euch|euer\w*)\b/i,
      es: /\b(?:tú|tu|tus|ti|contigo|vosotros|vuestr\w*)\b/i,
    } as const;
    for (const language of ['de', 'es'] as const)
      for (const [place, sentence] of sentencesOf(messagesIn(language)))
        expect(sentence, `${language} ${place}`).not.to.match(familiar[language]);
  });
});
