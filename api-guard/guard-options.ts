import type { RefusalEvent } from './refusal.ts';
import type { KeysEvent } from './issuer-keys.ts';
import type { Replays } from './replays.ts';
import type { ResourceDescription } from './resource-metadata.ts';
import type { Clock, Seconds } from './units.ts';

/** How an API wants its tokens checked. Three facts are needed; everything else has a safe default. */
export interface GuardOptions {
  /** The issuer, exactly as it stands in its tokens and its metadata. https, or http on this machine. */
  readonly issuer: string;
  /** What the tokens for this API are issued for: their `aud`. */
  readonly audience: string;
  /**
   * The address under which callers reach this API, as they see it: behind a proxy, that of the proxy, with the path it takes away. A list if there
   * are several; the first is the canonical one. DPoP proofs are compared with it.
   */
  readonly publicUrl: string | readonly string[];
  /** Algorithms that may sign access tokens. Default: ES256. */
  readonly algorithms?: readonly string[];
  /** Algorithms that may sign DPoP proofs. Default: ES256, PS256, RS256, Ed25519, EdDSA. */
  readonly proofAlgorithms?: readonly string[];
  /** Refuse tokens that are not bound to a DPoP key. Default: false. */
  readonly requireDpop?: boolean;
  /** How far the clocks of issuer, caller and API may differ. Default: 15 seconds; at most 60. */
  readonly clockTolerance?: Seconds;
  /** How old a DPoP proof may be. Default: 60 seconds; with nonces 240, which is also the most: there the nonce says how old it is. */
  readonly proofMaxAge?: Seconds;
  /** Where used proofs are remembered. Default: in memory, 200,000 of them; several processes need one store that they share. */
  readonly replays?: Replays;
  /** Switches DPoP nonces on. At least 32 random bytes, the same in all processes of the API. */
  readonly nonceSecret?: Uint8Array;
  /** What the metadata document says beside what follows from the other options. */
  readonly resource?: ResourceDescription;
  /** How long the issuer may take to answer. Default: 5 seconds. */
  readonly timeout?: Seconds;
  /** Hears of every refusal and of every renewal of the keys, for log and metrics. */
  readonly onEvent?: (event: RefusalEvent | KeysEvent) => void;
  /** Where the time comes from. Default: the system's clock. */
  readonly clock?: Clock;
}
