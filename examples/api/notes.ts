import { randomUUID } from 'node:crypto';

/** A note. */
export interface Note {
  readonly id: string;
  readonly text: string;
}

/** The notes of everybody, in memory. Nobody sees another one's. */
export class Notes {
  readonly #notes = new Map<string, Note[]>();

  of(owner: string): readonly Note[] {
    return this.#notes.get(owner) ?? [];
  }

  add(owner: string, text: string): Note {
    const note = { id: randomUUID(), text };
    this.#notes.set(owner, [...this.of(owner), note]);
    return note;
  }

  /** @returns how many there were */
  purge(owner: string): number {
    const count = this.of(owner).length;
    this.#notes.delete(owner);
    return count;
  }
}
