import { createHash, timingSafeEqual } from 'node:crypto';

/** Somebody with an account in the product. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Roles of this product; countersign.yaml says what they stand for there. */
  readonly roles: readonly string[];
}

/** A product has a database for this, and hashes that are slow to guess. */
const PEOPLE: readonly (Person & { readonly password: string })[] = [
  { id: 'u-1815', name: 'Ada Lovelace', email: 'ada@lighthouse.example', roles: ['keeper'], password: 'engine' },
  { id: 'u-1906', name: 'Grace Hopper', email: 'grace@lighthouse.example', roles: ['guest'], password: 'compiler' },
];

/** The person with this address and password. */
export function findPerson(email: string, password: string): Person | undefined {
  const found = PEOPLE.find((person) => person.email === email.toLowerCase());
  return found && isEqual(found.password, password) ? found : undefined;
}

function isEqual(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
