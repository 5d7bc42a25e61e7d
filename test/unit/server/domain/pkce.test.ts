import { createHash } from 'node:crypto';

import { expect } from 'chai';
import fc from 'fast-check';

import { answersChallenge } from '../../../../server/domain/pkce.ts';

const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');
const unreserved = fc.constantFrom(...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'));

describe('answersChallenge: S256 (RFC 7636, section 4.6)', () => {
  it('says yes to the verifier in the appendix of the RFC (appendix B)', () => {
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    expect(answersChallenge('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', verifier)).to.be.true;
  });

  it('says yes to every well-formed verifier of its challenge, and to no other one', () => {
    const verifier = fc.string({ unit: unreserved, minLength: 43, maxLength: 128 });
    fc.assert(
      fc.property(verifier, verifier, (one, other) => {
        expect(answersChallenge(challengeOf(one), one)).to.be.true;
        expect(answersChallenge(challengeOf(one), other)).to.equal(one === other);
      }),
    );
  });

  for (const length of [0, 1, 42, 129, 500]) {
    it(`says no to a verifier of ${length} characters, though its hash is right (section 4.1)`, () => {
      expect(answersChallenge(challengeOf('a'.repeat(length)), 'a'.repeat(length))).to.be.false;
    });
  }
  for (const length of [43, 128]) {
    it(`says yes to one of ${length}`, () => {
      expect(answersChallenge(challengeOf('a'.repeat(length)), 'a'.repeat(length))).to.be.true;
    });
  }

  it('says no to other characters, though the hash is right', () => {
    for (const character of ['+', '/', '=', ' ', '\n', 'é', '\0', '%'])
      expect(answersChallenge(challengeOf(character.repeat(43)), character.repeat(43)), JSON.stringify(character)).to.be.false;
  });

  it('says no to the challenge itself (plain), and to what is no text', () => {
    const challenge = challengeOf('a'.repeat(43));
    for (const verifier of [challenge, undefined, null, 43, {}, ['a'.repeat(43)]])
      expect(answersChallenge(challenge, verifier), JSON.stringify(verifier)).to.be.false;
  });
});
