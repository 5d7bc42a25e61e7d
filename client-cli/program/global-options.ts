import type { OptionDeclaration } from './declaration.ts';

/** What every command takes. */
export const GLOBAL_OPTIONS: readonly OptionDeclaration[] = [
  {
    flags: '--profile <name>',
    does: 'which login to use, where there are several',
    variable: 'COUNTERSIGN_PROFILE',
    value: 'profile',
  },
  { flags: '--json', does: 'print one JSON object for programs' },
  { flags: '--no-input', does: 'start nothing that needs a person here, such as a browser' },
  { flags: '--quiet', does: 'say only what must be said' },
  { flags: '--debug', does: 'tell each step on standard error, without secrets' },
  { flags: '--no-color', does: 'no colours (as NO_COLOR does)' },
  { flags: '--accessible', does: 'plain sentences, the code spelled out, nothing that moves' },
  { flags: '--ca-file <file>', does: 'trust the authorities in this PEM file too', value: 'file' },
  { flags: '--request-timeout <seconds>', does: 'how long one request may take', otherwise: '15', value: 'seconds' },
];

/** What helps, everywhere. */
export const HELP_OPTION: OptionDeclaration = { flags: '-h, --help', does: 'show help' };

/** What the program as a whole answers. */
export const VERSION_OPTION: OptionDeclaration = { flags: '-V, --version', does: 'show the version' };
