import { readCredentials } from './credentials.ts';
import type { Credentials } from './credentials.ts';
import { judgeDemands, readDemands } from './demands.ts';
import type { CheckedDemands, Demands } from './demands.ts';
import type { GuardOptions } from './guard-options.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { createFetchKeySet } from './issuer-metadata.ts';
import { createJudgeToken } from './judge-token.ts';
import { isProblem } from './problems.ts';
import type { Problem, Scheme } from './problems.ts';
import { readOptions } from './read-options.ts';
import { refuse } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import { describeResource } from './resource-metadata.ts';
import type { ResourceMetadata } from './resource-metadata.ts';
import { targetUri } from './target-uri.ts';
import type { GuardRequest } from './target-uri.ts';
import type { VerifiedToken } from './verified-token.ts';

/** What came of a check. */
export type Verdict =
  | {
      readonly kind: 'verified';
      readonly token: VerifiedToken;
      /** To be sent with the answer: the next DPoP nonce, where nonces are switched on (RFC 9449, section 8.2). */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Checks the access tokens of one API. */
export interface Guard {
  /**
   * Checks the token of a request. Whatever is wrong with the request becomes a refusal, which is the complete answer.
   *
   * @param request a Fetch `Request`, or what fits of another framework's request
   * @param demands what the operation asks of the token
   * @throws {TypeError} if the demands make no sense: a mistake in the API, not in the request
   */
  check(request: GuardRequest, demands?: Demands): Promise<Verdict>;
  /** The protected resource metadata (RFC 9728), and where it has to be served. */
  readonly metadata: ResourceMetadata;
}

/**
 * Makes the guard of an API: it checks access tokens offline, with the issuer's cached keys.
 *
 * ```ts
 * const guard = createGuard({
 *   issuer: 'https://login.example.com',
 *   audience: 'urn:example:notes',
 *   publicUrl: 'https://notes.example.com',
 * });
 * ```
 *
 * Nothing is fetched before the first token comes; an issuer that is down does not keep the API from starting.
 *
 * @throws {TypeError} that names everything that is wrong with the options
 * @see {@link https://www.rfc-editor.org/rfc/rfc9068#section-4 RFC 9068, section 4}
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-7 RFC 9449, section 7}
 */
export function createGuard(options: GuardOptions): Guard {
  const settings = readOptions(options);
  const { issuer, timeout, clock, nonces, proofAlgorithms, publicUrls, tolerance, onEvent } = settings;
  const keys = createIssuerKeys({ fetchKeySet: createFetchKeySet({ issuer, timeout }), clock, report: onEvent });
  const judgeToken = createJudgeToken({ settings, keys });
  const metadata = describeResource(settings);
  const offered: readonly Scheme[] = settings.requireDpop ? ['DPoP'] : ['Bearer', 'DPoP'];

  async function judge(
    request: GuardRequest,
    credentials: Credentials,
    demands: CheckedDemands,
  ): Promise<VerifiedToken | Problem> {
    const target = targetUri(request, publicUrls);
    if (isProblem(target)) return target;
    const token = await judgeToken({ credentials, target, method: request.method });
    if (isProblem(token)) return token;
    return judgeDemands(token, demands, tolerance, clock()) ?? token;
  }

  return {
    metadata,
    async check(request, demands = {}) {
      const checked = readDemands(demands);
      const credentials = readCredentials(request.headers);
      const answer = isProblem(credentials) ? credentials : await judge(request, credentials, checked);
      const nonce = nonces?.current();
      if (!isProblem(answer))
        return { kind: 'verified', token: answer, headers: nonce === undefined ? NONE : { 'DPoP-Nonce': nonce } };

      const used = isProblem(credentials) ? undefined : credentials.scheme;
      const refusal = refuse(answer, { used, offered, demands: checked, proofAlgorithms, metadataUrl: metadata.url, nonce });
      onEvent({ event: 'request.refused', code: refusal.code, status: refusal.status, reason: refusal.reason });
      return { kind: 'refused', refusal };
    },
  };
}

const NONE: Readonly<Record<string, string>> = {};
