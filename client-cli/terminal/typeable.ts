/** Nothing that a shell (POSIX, PowerShell, cmd) reads as more than a letter, with or without quotes around it. */
const TYPEABLE = /^[\w:./~+-]+$/;

/**
 * Can this word of a server stand in a command that somebody is told to type? The grammar of scopes and of names of sign-ins leaves room for `'`, `$` and `;`
 * (RFC 6749, appendix A.4), and whoever is told a command copies it.
 */
export function isTypeable(word: string): boolean {
  return TYPEABLE.test(word);
}
