/** What an API wants to see before it answers (RFC 9110, section 11.6.1). */
export interface Challenge {
  /** In lower case. */
  readonly scheme: string;
  /** Names in lower case; of a name that stands twice, the first one. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** `name=token` or `name="text"`, in which a backslash takes the meaning from what follows (RFC 9110, sections 5.6.2 and 5.6.4). */
const PARAMETER = /^\s*([!#$%&'*+.^`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^`|~\w/-]+))/;
const SCHEME = /^\s*([!#$%&'*+.^`|~\w-]+)(?:\s+|\s*(?=,|$))/;
const TOKEN68 = /^[\w.~+/-]+=*\s*(?=,|$)/;

/**
 * Reads the challenges of a `WWW-Authenticate` header. Where several stand in one header, a scheme is told from a parameter by the equals sign.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110, section 11.6.1}
 */
export function readChallenges(header: string | null): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  let rest = header ?? '';
  while (rest.trim() !== '') {
    rest = rest.replace(/^[\s,]+/, '');
    const parameter = PARAMETER.exec(rest);
    const current = challenges.at(-1);
    if (parameter !== null && current !== undefined) {
      const [whole, name = '', quoted, token = ''] = parameter;
      const key = name.toLowerCase();
      if (!current.parameters.has(key)) current.parameters.set(key, quoted?.replace(/\\(.)/g, '$1') ?? token);
      rest = rest.slice(whole.length);
      continue;
    }
    const scheme = SCHEME.exec(rest);
    if (scheme === null) return challenges; // what cannot be read ends the list
    challenges.push({ scheme: (scheme[1] ?? '').toLowerCase(), parameters: new Map() });
    rest = rest.slice(scheme[0].length);
    if (!PARAMETER.test(rest)) rest = rest.replace(TOKEN68, '');
  }
  return challenges;
}

/** The parameters of the challenge with this `error` (RFC 6750, section 3), whatever its scheme; undefined when there is none. */
export function challengeFor(response: Response, error: string): ReadonlyMap<string, string> | undefined {
  const all = readChallenges(response.headers.get('www-authenticate'));
  return all.find(({ parameters }) => parameters.get('error') === error)?.parameters;
}
