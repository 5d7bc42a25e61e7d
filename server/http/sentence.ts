/** A piece of a sentence: our own words, or a value that came from somewhere else. */
export interface Piece {
  readonly kind: 'words' | 'value';
  readonly text: string;
}

/**
 * Takes a sentence with slots apart, so that a template can set each value off from our own words (`<bdi>`): a value must never
 * be able to read as a part of what we say. Translations may put the slots in any order.
 *
 * @example
 * takeApart('Let {client} use {api}?', { client: 'Backup', api: 'Notes' });
 * @param pattern words with slots such as `{client}`
 * @param values what goes into the slots
 * @throws {TypeError} if a slot has no value
 */
export function takeApart(pattern: string, values: Readonly<Record<string, string>>): readonly Piece[] {
  return pattern.split(/(\{\w+\})/).flatMap((text): Piece[] => {
    if (text === '') return [];
    if (!/^\{\w+\}$/.test(text)) return [{ kind: 'words', text }];
    const value = values[text.slice(1, -1)];
    if (value === undefined) throw new TypeError(`no value for ${text} in "${pattern}"`);
    return [{ kind: 'value', text: value }];
  });
}
