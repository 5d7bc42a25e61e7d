import type { OptionDeclaration } from './declaration.ts';

/** The parts of how an option is typed. */
export interface Flags {
  /** `--name` */
  readonly long: string;
  /** `-n`, for the few that have one. */
  readonly short: string | undefined;
  /** `<value>`, or nothing for a switch. */
  readonly placeholder: string | undefined;
}

/** Takes "-h, --help" or "--issuer <url>" apart. */
export function readFlags({ flags }: Pick<OptionDeclaration, 'flags'>): Flags {
  const words = flags.split(/[ ,]+/);
  return {
    long: words.find((word) => word.startsWith('--')) ?? '',
    short: words.find((word) => /^-[^-]/.test(word)),
    placeholder: words.find((word) => word.startsWith('<')),
  };
}
