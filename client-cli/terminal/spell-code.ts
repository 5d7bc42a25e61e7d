/** The spelling alphabet of the ITU and NATO, as it is said over a bad line. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ A: 'Alfa', B: 'Bravo', C: 'Charlie', D: 'Delta', E: 'Echo', F: 'Foxtrot', G: 'Golf', H: 'Hotel', I: 'India' },
  ...{
    J: 'Juliett',
    K: 'Kilo',
    L: 'Lima',
    M: 'Mike',
    N: 'November',
    O: 'Oscar',
    P: 'Papa',
    Q: 'Quebec',
    R: 'Romeo',
    S: 'Sierra',
  },
  ...{ T: 'Tango', U: 'Uniform', V: 'Victor', W: 'Whiskey', X: 'X-ray', Y: 'Yankee', Z: 'Zulu' },
  ...{
    0: 'zero',
    1: 'one',
    2: 'two',
    3: 'three',
    4: 'four',
    5: 'five',
    6: 'six',
    7: 'seven',
    8: 'eight',
    9: 'nine',
    '-': 'dash',
  },
};

/**
 * A user code in words, for screen readers and for reading it out: "Bravo, Charlie, dash, four". A lower-case letter is said to be one, since
 * a server may tell them apart.
 */
export function spellCode(userCode: string): string {
  return Array.from(userCode)
    .map((sign) => {
      const word = LETTERS[sign.toUpperCase()] ?? sign;
      return /\p{Ll}/u.test(sign) ? `small ${word}` : word;
    })
    .join(', ');
}
