/** One challenge of a WWW-Authenticate header. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
const PARAMETER = new RegExp(`(${TOKEN})="((?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\\x20-\\x7e])*)"`, 'y');
const SCHEME = new RegExp(`(${TOKEN})(?: |$)`, 'y');

/**
 * Reads WWW-Authenticate to the letter (RFC 9110, section 11.6.1, with quoted values, one blank after a comma): it throws on anything else, and on a
 * parameter that comes twice.
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: Challenge[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match) at = pattern.lastIndex;
    return match;
  };
  while (at < header.length) {
    const scheme = take(SCHEME)?.[1];
    if (scheme === undefined) throw new Error(`no scheme at ${at}: ${header}`);
    const parameters: Record<string, string> = {};
    for (let match = take(PARAMETER); match; match = take(PARAMETER)) {
      const [, name = '', value = ''] = match;
      if (name in parameters) throw new Error(`${name} comes twice: ${header}`);
      parameters[name] = value.replace(/\\(.)/g, '$1');
      if (!take(/, /y)) break;
    }
    challenges.push({ scheme, parameters });
  }
  return challenges;
}
