import * as client from 'openid-client';
import type { TokenAnswer } from '../device-grant/poll-for-tokens.ts';
import type { DpopKey } from '../issuer/dpop-key.ts';
import type { Issuer } from '../issuer/issuer.ts';
import { failureProblem, proofOf } from '../issuer/oauth-problem.ts';
import { failureFields, readFailure } from '../issuer/read-failure.ts';
import { problem } from '../problems/problem.ts';
import type { DebugLog } from '../terminal/debug-log.ts';
import type { Time } from '../time.ts';

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';

/** What kind of token an enrollment key is. RFC 8693, section 3, leaves other kinds than its own to those who use them. */
const ENROLLMENT_KEY = 'urn:countersign:params:oauth:token-type:enrollment-key';

/** What a server says of a key that it does not take (RFC 8693, section 2.2.2; RFC 6749, section 5.2). */
const REFUSALS = new Set(['invalid_request', 'invalid_grant']);

/** What a machine asks for with its enrollment key. */
export interface EnrollmentWish {
  readonly enrollmentKey: string;
  readonly scope: string | undefined;
  readonly resource: string | undefined;
  readonly deviceName: string | undefined;
  readonly key: DpopKey | undefined;
}

/**
 * Exchanges an enrollment key for tokens. A server that does not announce the grant never sees the key.
 *
 * @throws Problem `no_enrollment`, `enrollment_refused`, `wrong_scope`, `wrong_resource`, `unknown_client`, or why there was no answer
 * @see {@link https://www.rfc-editor.org/rfc/rfc8693#section-2.1 RFC 8693, section 2.1}
 */
export async function exchangeEnrollmentKey(
  issuer: Issuer,
  { enrollmentKey, scope, resource, deviceName, key }: EnrollmentWish,
  { time, log }: { readonly time: Time; readonly log: DebugLog },
): Promise<TokenAnswer> {
  const about = { issuer: issuer.id, clientId: issuer.clientId };
  if (issuer.metadata.grant_types_supported?.includes(TOKEN_EXCHANGE) !== true) throw problem('no_enrollment', about);
  const { apiParameter } = issuer.provider;
  const parameters = {
    subject_token: enrollmentKey,
    subject_token_type: ENROLLMENT_KEY,
    ...(scope === undefined ? {} : { scope }),
    ...(resource === undefined || apiParameter === undefined ? {} : { [apiParameter]: resource }),
    ...(deviceName === undefined ? {} : { device_name: deviceName }),
  };
  try {
    const options = key === undefined ? {} : { DPoP: client.getDPoPHandle(issuer.configuration, key.pair) };
    return await client.genericGrantRequest(issuer.configuration, TOKEN_EXCHANGE, parameters, options);
  } catch (error) {
    const failure = readFailure(error, issuer.id, time.now());
    log.debug('enrollment.refused', failureFields(failure));
    if (failure.kind === 'oauth-error' && REFUSALS.has(failure.error))
      throw problem(
        'enrollment_refused',
        { ...about, detail: failure.description || failure.error },
        { oauthError: failure.error },
      );
    throw failureProblem(failure, { ...about, proof: proofOf(key, issuer) });
  }
}
