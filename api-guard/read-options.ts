import type { RefusalEvent } from './refusal.ts';
import { createDpopNonces } from './dpop-nonces.ts';
import type { DpopNonces } from './dpop-nonces.ts';
import type { ProofWindow } from './dpop-proof.ts';
import type { GuardOptions } from './guard-options.ts';
import type { KeysEvent } from './issuer-keys.ts';
import { isAcceptableAddress } from './issuer-metadata.ts';
import { createMemoryReplays } from './replays.ts';
import type { Replays } from './replays.ts';
import type { ResourceDescription } from './resource-metadata.ts';
import type { Clock, Seconds } from './units.ts';

/** The options, checked and complete. */
export interface GuardSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly publicUrls: readonly [URL, ...URL[]];
  readonly algorithms: readonly string[];
  readonly proofAlgorithms: readonly string[];
  readonly requireDpop: boolean;
  readonly tolerance: Seconds;
  readonly proofWindow: ProofWindow;
  readonly replays: Replays;
  readonly nonces: DpopNonces | undefined;
  readonly resource: ResourceDescription & { readonly identifier: string };
  readonly timeout: Seconds;
  readonly onEvent: (event: RefusalEvent | KeysEvent) => void;
  readonly clock: Clock;
}

/** What oauth4webapi can verify: asymmetric algorithms only (RFC 8725, sections 3.1 and 3.2). */
const VERIFIABLE = /^((PS|RS|ES)(256|384|512)|Ed25519|EdDSA|ML-DSA-(44|65|87))$/;

/** The library refuses proofs that are more than 300 s off; tolerance (60 s at most) and age stay within it together. */
const LONGEST_PROOF_AGE: Seconds = 240;
const LARGEST_TOLERANCE: Seconds = 60;

/**
 * Checks the options.
 *
 * @throws {TypeError} that names everything that is wrong with them at once
 */
export function readOptions(options: GuardOptions): GuardSettings {
  const { issuer, audience, algorithms = ['ES256'], proofAlgorithms = ['ES256', 'PS256', 'RS256', 'Ed25519', 'EdDSA'] } = options;
  const { clockTolerance = 15, timeout = 5, clock = Date.now, nonceSecret } = options;
  const { proofMaxAge = nonceSecret === undefined ? 60 : LONGEST_PROOF_AGE } = options;
  const publicUrls = typeof options.publicUrl === 'string' ? [options.publicUrl] : options.publicUrl;
  const identifier = options.resource?.identifier ?? (/^https?:/i.test(audience) ? audience : (publicUrls[0] ?? ''));

  const complaints = [
    !isAcceptableAddress(issuer, true) && 'issuer must be an https address (http only on this machine)',
    audience === '' && 'audience must not be empty',
    publicUrls.length === 0 && 'publicUrl must be given',
    ...publicUrls.map(
      (url) => !isPlainAddress(url) && `publicUrl "${url}" must be an http or https address without query and fragment`,
    ),
    !isPlainAddress(identifier) && 'resource.identifier must be an http or https address without query and fragment',
    !areVerifiable(algorithms) && 'algorithms must be asymmetric ones that the guard can verify',
    !areVerifiable(proofAlgorithms) && 'proofAlgorithms must be asymmetric ones that the guard can verify',
    !isWithin(clockTolerance, 0, LARGEST_TOLERANCE) && `clockTolerance must be 0 to ${LARGEST_TOLERANCE} seconds`,
    !isWithin(proofMaxAge, 1, LONGEST_PROOF_AGE) && `proofMaxAge must be 1 to ${LONGEST_PROOF_AGE} seconds`,
    !isWithin(timeout, 0.1, 60) && 'timeout must be 0.1 to 60 seconds',
    nonceSecret !== undefined && nonceSecret.length < 32 && 'nonceSecret must have at least 32 bytes',
  ].filter((complaint) => typeof complaint === 'string');
  const [canonical, ...others] = complaints.length === 0 ? publicUrls.map((url) => new URL(url)) : [];
  if (canonical === undefined) throw new TypeError(`The options of the guard cannot be used:\n- ${complaints.join('\n- ')}`);

  const past = proofMaxAge + clockTolerance;
  return {
    issuer,
    audience,
    publicUrls: [canonical, ...others],
    algorithms,
    proofAlgorithms,
    requireDpop: options.requireDpop ?? false,
    tolerance: clockTolerance,
    // A fresh nonce says when the proof was made better than a clock that may be wrong either way.
    proofWindow: { past, future: nonceSecret === undefined ? clockTolerance : past },
    replays: options.replays ?? createMemoryReplays({ clock, capacity: 200_000 }),
    nonces: nonceSecret && createDpopNonces({ clock, secret: nonceSecret }),
    resource: { ...options.resource, identifier },
    timeout,
    onEvent: options.onEvent ?? (() => undefined),
    clock,
  };
}

function areVerifiable(algorithms: readonly string[]): boolean {
  return algorithms.length > 0 && algorithms.every((algorithm) => VERIFIABLE.test(algorithm));
}

function isPlainAddress(address: string): boolean {
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return false;
  const { username, search, hash } = new URL(address);
  return username === '' && search === '' && hash === '';
}

function isWithin(value: number, least: number, most: number): boolean {
  return value >= least && value <= most; // false for NaN, too
}
