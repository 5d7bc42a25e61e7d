/** What the codes of the operating system mean, for people. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'access denied',
  EPERM: 'access denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
  EDQUOT: 'your disk quota is used up',
  ENOTDIR: 'a file stands where a folder should be',
  EISDIR: 'a folder stands where a file should be',
  EMFILE: 'too many open files',
  EIO: 'the disk reports an error',
  ENOENT: 'the folder is gone',
};

/** Why the operating system refused, in words and with its code: "no space left (ENOSPC)". */
export function systemReason(thrown: unknown): string {
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code ?? 'unknown reason';
  return REASONS[code] === undefined ? code : `${REASONS[code]} (${code})`;
}
