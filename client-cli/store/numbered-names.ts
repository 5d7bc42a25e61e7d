import { join } from 'node:path';
import { listNow } from './read-now.ts';

/** A file that carries its generation in its name. */
export interface NumberedFile {
  readonly generation: number;
  readonly path: string;
}

/** One of those, or what was left over from writing one. */
export interface FoundFile extends NumberedFile {
  readonly isWhole: boolean;
}

/** The names of numbered files. Only looked at here: how they are written is in numbered-files.ts, which few runs need. */
export interface NumberedNames {
  readonly pathOf: (generation: number) => string;
  /** Everything that is there, in no order. */
  readonly list: () => readonly FoundFile[];
  /** The file that counts; undefined when there never was one. */
  readonly latest: () => NumberedFile | undefined;
}

/**
 * Numbered files in a folder, named `PREFIX.GENERATION.SUFFIX`.
 * @param name prefix and suffix, such as `['login', 'jwe']`
 */
export function createNumberedNames(folder: string, [prefix, suffix]: readonly [string, string]): NumberedNames {
  const pattern = new RegExp(`^${prefix}\\.([1-9]\\d{0,14})\\.${suffix}(\\.[0-9a-f]+\\.new)?$`);

  function list(): FoundFile[] {
    return (listNow(folder) ?? []).flatMap((name) => {
      const [, number, unfinished] = pattern.exec(name) ?? [];
      if (number === undefined) return [];
      return [{ generation: Number(number), path: join(folder, name), isWhole: unfinished === undefined }];
    });
  }

  return {
    pathOf: (generation) => join(folder, `${prefix}.${generation}.${suffix}`),
    list,
    latest() {
      const whole = list().filter(({ isWhole }) => isWhole);
      return whole.reduce<NumberedFile | undefined>(
        (best, file) => (best === undefined || file.generation > best.generation ? file : best),
        undefined,
      );
    },
  };
}
