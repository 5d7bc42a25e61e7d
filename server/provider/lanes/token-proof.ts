import type { IncomingMessage } from 'node:http';

import type { DpopNonces } from '../../domain/dpop-nonces.ts';
import type { Fingerprint, TakeFingerprint } from '../../domain/fingerprint.ts';
import { later } from '../../domain/units.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Replays } from '../../ports/storage.ts';
import type { ClientSettings } from '../../settings/settings.ts';
import { PROOF_MEMORY } from '../proofs.ts';
import type { Proof, Proofs } from '../proofs.ts';
import { proofKey } from '../replay-adapter.ts';

/** By request: the proof that was claimed already, for those that go on. It is not claimed a second time, or it would be its own replay. */
export type ClaimedProofs = WeakMap<IncomingMessage, Fingerprint>;

/** By request: the nonce that its answer brings for the next one (RFC 9449, section 8.2). */
export type NextNonces = WeakMap<IncomingMessage, string>;

/** What tokens are to be bound to: the key that the request proves, or to none if it has no proof. */
export interface Binding {
  readonly thumbprint?: string;
  /** The name of the proof. */
  readonly jti?: string;
}

/** The proofs of token requests. */
export interface TokenProofs {
  /** @returns undefined if the proof is not plainly good: the engine's road has the words for it */
  readonly read: (req: IncomingMessage) => Promise<Binding | undefined>;
  /** Uses the proof: it is good once, at whatever process (section 11.1). @returns false if somebody used it before */
  readonly claim: (req: IncomingMessage, binding: Binding, client: ClientSettings) => Promise<boolean>;
}

/** What reading them needs. */
export interface TokenProofsDeps {
  readonly proofs: Proofs;
  readonly nonces: Pick<DpopNonces, 'next'>;
  readonly replays: Replays;
  readonly claimedProofs: ClaimedProofs;
  readonly nextNonces: NextNonces;
  readonly takeFingerprint: TakeFingerprint;
  readonly clock: Clock;
}

/**
 * Looks at proofs as the engine does at this endpoint: by the same library, with the same tolerance, for the same address. A proof that is only looked at, for a
 * poll that is pending, is not used by it.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-4.3 RFC 9449, section 4.3}
 */
export function createTokenProofs(deps: TokenProofsDeps): TokenProofs {
  const { proofs, nonces, replays, claimedProofs, nextNonces, takeFingerprint, clock } = deps;

  async function readGood(header: string): Promise<Proof | undefined> {
    try {
      const now = clock();
      const proof = await proofs.read(header, { path: '/token', now, tolerance: 0 });
      return proofs.isNew(proof, now) ? proof : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    async read(req) {
      const header = proofOf(req);
      if (header === undefined) return {};
      const proof = await readGood(header);
      if (!proof) return undefined;
      const next = nonces.next(clock());
      if (proof.nonce !== next) nextNonces.set(req, next);
      return { thumbprint: proof.thumbprint, jti: proof.jti };
    },
    async claim(req, { jti }, { id }) {
      if (jti === undefined) return true;
      const key = takeFingerprint('proof', proofKey(id, jti));
      const isFirst = await replays.claim(key, later(clock(), PROOF_MEMORY));
      if (isFirst) claimedProofs.set(req, key);
      return isFirst;
    },
  };
}

/** A client that must bind its tokens sends a proof, and one that gets bearer tokens sends none (section 5). */
export function keepsToItsKind(req: IncomingMessage, { tokens }: ClientSettings): boolean {
  return proofOf(req) === undefined ? tokens !== 'dpop' : tokens !== 'bearer';
}

/** Node joins what was sent twice, and then it is no proof (section 4.3, first check). */
function proofOf(req: IncomingMessage): string | undefined {
  return req.headers.dpop as string | undefined;
}
