import type { CheckedDemands } from './demands.ts';
import { PROBLEMS } from './problems.ts';
import type { ProblemCode, ProblemKind, Scheme } from './problems.ts';

/** What a challenge may have to say. */
export interface ChallengeContext {
  readonly code: ProblemCode;
  /** How the token was sent; undefined if there was none. */
  readonly used: Scheme | undefined;
  /** Which schemes this API takes. */
  readonly offered: readonly Scheme[];
  readonly demands: CheckedDemands;
  readonly proofAlgorithms: readonly string[];
  readonly metadataUrl: string;
}

/**
 * The value of WWW-Authenticate: one challenge per scheme, Bearer first, because many clients read only the first one. The error stands in the
 * challenge of the scheme that was used.
 *
 * @returns undefined if the refusal is no matter of the caller's token
 * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-3 RFC 6750, section 3}
 * @see {@link https://www.rfc-editor.org/rfc/rfc9449#section-7.1 RFC 9449, section 7.1: `algs`}
 * @see {@link https://www.rfc-editor.org/rfc/rfc9470#section-3 RFC 9470, section 3: `acr_values` and `max_age`}
 * @see {@link https://www.rfc-editor.org/rfc/rfc9728#section-5.1 RFC 9728, section 5.1: `resource_metadata`}
 */
export function challenge(context: ChallengeContext): string | undefined {
  const { code, used, offered, demands, proofAlgorithms, metadataUrl } = context;
  const { status, error, says }: ProblemKind = PROBLEMS[code];
  if (status === 503) return undefined;

  const blamed = offered.find((scheme) => scheme === used) ?? offered[0];
  const stepUp = error === 'insufficient_user_authentication';
  return offered
    .map((scheme) => {
      const atFault = scheme === blamed && error !== undefined;
      return writeChallenge(scheme, {
        error: atFault ? error : undefined,
        error_description: atFault ? says : undefined,
        scope: demands.scopes.join(' ') || undefined,
        acr_values: (stepUp && atFault && demands.acrValues.join(' ')) || undefined,
        max_age: stepUp && atFault ? demands.maxAge?.toString() : undefined,
        algs: scheme === 'DPoP' ? proofAlgorithms.join(' ') : undefined,
        resource_metadata: metadataUrl,
      });
    })
    .join(', ');
}

/** One challenge (RFC 9110, section 11.6.1). No value holds a quote or a backslash: options and demands are checked for it. */
function writeChallenge(scheme: Scheme, parameters: Readonly<Record<string, string | undefined>>): string {
  const written = Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : `${name}="${value}"`));
  return `${scheme} ${written.join(', ')}`;
}
