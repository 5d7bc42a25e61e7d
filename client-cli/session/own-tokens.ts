import * as client from 'openid-client';
import type { TokenAnswer } from '../device-grant/poll-for-tokens.ts';
import type { DpopKey } from '../issuer/dpop-key.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { failureProblem, proofOf } from '../issuer/oauth-problem.ts';
import { failureFields, readFailure } from '../issuer/read-failure.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';

/** What a client asks for in its own name. */
export interface OwnWish {
  readonly scope: string | undefined;
  readonly resource: string | undefined;
  readonly key: DpopKey | undefined;
}

/**
 * Asks for tokens in the name of the client itself, with its own key and no person (the client credentials grant). They are renewed by asking again.
 *
 * @throws Problem `unknown_client`, `wrong_scope`, `wrong_resource`, `oauth_error`, or why there was no answer
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-4.4 RFC 6749, section 4.4}
 */
export async function requestOwnTokens(
  issuer: Issuer,
  { scope, resource, key }: OwnWish,
  { time, log }: { readonly time: Time; readonly log: DebugLog },
): Promise<TokenAnswer> {
  const { apiParameter } = issuer.provider;
  const parameters = {
    ...(scope === undefined ? {} : { scope }),
    ...(resource === undefined || apiParameter === undefined ? {} : { [apiParameter]: resource }),
  };
  try {
    const options = key === undefined ? {} : { DPoP: client.getDPoPHandle(issuer.configuration, key.pair) };
    return await client.clientCredentialsGrant(issuer.configuration, parameters, options);
  } catch (error) {
    const failure = readFailure(error, issuer.id, time.now());
    log.debug('client.refused', failureFields(failure));
    throw failureProblem(failure, { issuer: issuer.id, clientId: issuer.clientId, proof: proofOf(key, issuer) });
  }
}
