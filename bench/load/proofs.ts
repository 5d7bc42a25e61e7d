import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';

import type { LoadJob } from './job.ts';

/** How the requests of a job prove keys (DPoP, RFC 9449). */
export interface Proving {
  /** Private keys on P-256: of each console one. */
  readonly keys: readonly JsonWebKey[];
  /**
   * `again`: every key has one proof, and requests take them at random. Good for polls of pending codes, which look at a proof and do not use it.
   * `once`: every request has a proof of its own, by the key that belongs to its connection.
   */
  readonly use: 'again' | 'once';
}

/** More bound refreshes than any server here answers in a second; were there more, the generator would make proofs meanwhile. */
const MOST_PER_SECOND = 8_000;

/** The proof for a connection's next request. */
export type NextProof = () => string;

/**
 * Makes the proofs of a job before it begins, so that making them takes nothing from it: one takes longer than all else that the generator does for a request.
 *
 * @returns for each connection, by its number, where its proofs come from
 */
export function createNextProofs(job: LoadJob, { keys, use }: Proving, random: () => number): (connection: number) => NextProof {
  const provers = keys.map((key) => createProver(key, `http://localhost:${job.port}${job.path}`));
  if (use === 'again') {
    const proofs = provers.map((prove) => prove());
    return () => () => proofs[Math.floor(random() * proofs.length)]!;
  }
  const perConnection = Math.ceil(mostRequests(job) / job.connections);
  const made = Array.from({ length: job.connections }, (_, connection) => {
    const prove = provers[connection % provers.length]!;
    return Array.from({ length: perConnection }, prove);
  });
  return (connection) => () => made[connection]!.pop() ?? provers[connection % provers.length]!();
}

function mostRequests({ values, requests, seconds }: LoadJob): number {
  if (values.kind === 'each') return values.values.length;
  return requests ?? seconds * MOST_PER_SECOND;
}

/** @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-4.2 RFC 9449, section 4.2} */
function createProver(jwk: JsonWebKey, htu: string): () => string {
  const { kty, crv, x, y } = jwk;
  const key: KeyObject = createPrivateKey({ key: jwk, format: 'jwk' });
  const head = encode({ alg: 'ES256', typ: 'dpop+jwt', jwk: { kty, crv, x, y } });
  return function prove() {
    const claims = { jti: randomUUID(), htm: 'POST', htu, iat: Math.floor(Date.now() / 1000) };
    const signed = `${head}.${encode(claims)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
