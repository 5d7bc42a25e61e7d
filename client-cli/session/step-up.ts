import { challengeFor } from '../issuer/challenges.ts';
import { LoginRequired } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import { inWords } from '../terminal/say-time.ts';
import { isTypeable } from '../terminal/typeable.ts';
import type { Seconds } from '../units.ts';

/** How an API wants the person to have signed in (RFC 9470, section 3). */
export interface StepUpDemand {
  /** Names of the authorization server for how strong a sign-in is, the best first, with blanks in between. */
  readonly acrValues: string | undefined;
  /** How long ago it may have been. */
  readonly maxAge: Seconds | undefined;
}

/** An API wants a fresher or stronger sign-in than the one behind the token: somebody has to log in again, as {@link demand} says. */
export class StepUpRequired extends LoginRequired {
  readonly demand: StepUpDemand;
  readonly host: string;

  constructor(host: string, demand: StepUpDemand, flags: string) {
    super('step_up_required', { host, detail: inPlainWords(demand), flags: flags + asFlags(demand) }, {});
    this.demand = demand;
    this.host = host;
  }
}

/**
 * Reads a step-up challenge. Only what is asked of the sign-in is taken over: an API cannot have other rights asked for in this way.
 *
 * @returns undefined when the answer is none
 * @see {@link https://www.rfc-editor.org/rfc/rfc9470#section-3 RFC 9470, section 3}
 */
export function readStepUp(response: Response): StepUpDemand | undefined {
  if (response.status !== 401) return undefined;
  const parameters = challengeFor(response, 'insufficient_user_authentication');
  if (parameters === undefined) return undefined;
  const maxAge = parameters.get('max_age') ?? '';
  const acrValues = (parameters.get('acr_values') ?? '').split(/\s+/).filter((name) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name));
  return {
    acrValues: acrValues.length === 0 ? undefined : cleanText(acrValues.join(' ')),
    maxAge: /^\d{1,9}$/.test(maxAge) ? Number(maxAge) : undefined,
  };
}

function inPlainWords({ acrValues, maxAge }: StepUpDemand): string {
  const fresh = maxAge === undefined ? [] : [maxAge === 0 ? 'made just now' : `not older than ${inWords(maxAge * 1000)}`];
  return (
    [...fresh, ...(acrValues === undefined ? [] : [`of the kind ${acrValues.split(' ').join(' or ')}`])].join(', ') ||
    'a better one'
  );
}

/** The options of `login` that ask for it, as they are typed in a shell. */
function asFlags({ acrValues, maxAge }: StepUpDemand): string {
  const kinds = (acrValues ?? '').split(' ').filter(isTypeable).join(' ');
  return `${kinds === '' ? '' : ` --acr-values '${kinds}'`}${maxAge === undefined ? '' : ` --max-age ${Math.max(1, maxAge)}`}`;
}
