import { hash } from 'node:crypto';

/** A key that signed a proof, ready for the next one. */
export interface ProvedKey {
  readonly key: CryptoKey;
  /** SHA-256 in base64url (RFC 7638). */
  readonly thumbprint: string;
}

/** The keys that proved themselves last, by the head of their proofs. */
export interface ProvedKeys {
  readonly find: (head: string) => ProvedKey | undefined;
  /** Only for a key whose signature was good. */
  readonly keep: (head: string, key: ProvedKey) => void;
}

/** How many are kept: some 7 KB each. */
const MOST_KEYS = 4_000;

/**
 * A console writes the same head (type, algorithm, key) before each of its proofs, so whoever polls need not have their key read and imported every time.
 * Nothing is trusted for being here: every signature is checked. Whoever fills this with keys of their own makes the others slower, and no more.
 */
export function createProvedKeys(mostKeys = MOST_KEYS): ProvedKeys {
  const keys = new Map<string, ProvedKey>(); // in the order of their last use
  const nameOf = (head: string): string => hash('sha256', head, 'base64url'); // however long a head somebody makes up

  return {
    find(head) {
      const name = nameOf(head);
      const known = keys.get(name);
      if (known) keys.delete(name);
      if (known) keys.set(name, known);
      return known;
    },
    keep(head, key) {
      keys.set(nameOf(head), key);
      const [oldest] = keys.keys();
      if (keys.size > mostKeys && oldest !== undefined) keys.delete(oldest);
    },
  };
}
