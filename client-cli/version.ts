/** What this console calls itself in `--version` and in the User-Agent header; a test holds it to package.json. */
export const VERSION = '0.1.0';
