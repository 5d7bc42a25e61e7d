import { createPrivateKey, randomUUID, sign } from 'node:crypto';

import { createDpopKey } from './dpop-key.ts';
import type { DpopKey } from './dpop-key.ts';
import { DEVICE_CODE_GRANT } from './http-console.ts';

/** The keys of the proofs, for the engine's road and for the lanes the same. */
export interface ProverKeys {
  readonly own: DpopKey;
  readonly another: DpopKey;
  readonly edwards: DpopKey;
  readonly p384: DpopKey;
}

/** A console with a key, in front of one server. */
export interface Prover {
  readonly issuer: string;
  readonly keys: ProverKeys;
  /** A nonce as this server gives it now. */
  readonly nonce: () => Promise<string>;
  /** A proof that brought tokens, once there is one. */
  used: string;
}

/** Makes one proof. */
export type ProofRecipe = (by: Prover) => Promise<string> | string;

/** Keys of every kind that a proof may be signed with, and of one that it may not (P-384). */
export async function createProverKeys(): Promise<ProverKeys> {
  const [own, another, edwards, p384] = await Promise.all(
    ['ES256', 'ES256', 'Ed25519', 'ES384'].map((alg) => createDpopKey(alg)),
  );
  return { own: own!, another: another!, edwards: edwards!, p384: p384! };
}

/** A console that has made no proof yet. */
export function createProver(issuer: string, keys: ProverKeys): Prover {
  const prover: Prover = {
    issuer,
    keys,
    used: '',
    async nonce() {
      const body = new URLSearchParams({ grant_type: DEVICE_CODE_GRANT, client_id: 'console', device_code: 'x' });
      const DPoP = write(prover, { claims: { iat: now() - HOUR } });
      const answer = await fetch(`${issuer}/token`, { method: 'POST', body, headers: { DPoP } });
      return answer.headers.get('DPoP-Nonce') ?? '';
    },
  };
  return prover;
}

/** In seconds: far beyond what a clock may be off. */
export const HOUR = 3600;
/** Seconds since the epoch. */
export const now = (): number => Math.floor(Date.now() / 1000);
/** JSON, or a text as it is, as JWTs write it. */
export const encode = (part: unknown): string =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

/** How a proof differs from a good one. What is undefined is left out. */
export interface Change {
  readonly claims?: object;
  readonly head?: object;
  /** In place of all claims. */
  readonly payload?: unknown;
  readonly key?: DpopKey;
  readonly encoding?: 'der';
}

/** A proof by the console's own key, if nothing else is said. */
export function write({ issuer, keys }: Prover, { claims, head, payload, key = keys.own, encoding }: Change = {}): string {
  const good = { jti: randomUUID(), htm: 'POST', htu: `${issuer}/token`, iat: now() };
  const alg = { P256: 'ES256', P384: 'ES384', Ed25519: 'Ed25519' }[String(key.publicJwk.crv).replace('-', '')];
  const signed = `${encode({ alg, typ: 'dpop+jwt', jwk: key.publicJwk, ...head })}.${encode(payload ?? { ...good, ...claims })}`;
  const privateKey = createPrivateKey({ key: { ...key.privateJwk }, format: 'jwk' });
  const digest = alg === 'Ed25519' ? null : alg === 'ES384' ? 'sha384' : 'sha256';
  const signature = sign(digest, Buffer.from(signed), { key: privateKey, dsaEncoding: encoding ?? 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/** One that differs in this. */
export const changed =
  (change: Change | ((by: Prover) => Change)): ProofRecipe =>
  (by) =>
    write(by, typeof change === 'function' ? change(by) : change);

/** A good one of which something else is made. */
export const remade =
  (remake: (parts: [head: string, payload: string, signature: string], by: Prover) => string): ProofRecipe =>
  (by) =>
    remake(write(by).split('.') as [string, string, string], by);
