import { createDpopKey } from './dpop-key.ts';
import type { GoodValues } from './hostile-requests.ts';
import { DEVICE_CODE_GRANT, askForCode, poll } from './http-console.ts';
import { createPerson } from './person.ts';

/** A pairing in every state, a signed-in browser and the right forms: what hostile requests are mixed with. */
export async function liveValues(issuer: string): Promise<GoodValues> {
  const alice = createPerson(issuer);
  await alice.signIn();
  const paired = await askForCode(issuer);
  await alice.decide(paired.user_code, 'approve');
  const { body: tokens } = await poll(issuer, paired.device_code);
  const [pending, denied] = [await askForCode(issuer), await askForCode(issuer)];
  await alice.decide(denied.user_code, 'deny');
  const review = await alice.lookUp(pending.user_code);
  const hidden = (name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(review.html)?.[1] ?? '';
  const key = await createDpopKey();
  const proofs = await Promise.all(
    ['/device_authorization', '/token', '/revoke', '/introspect'].map((path) =>
      key.prove({ method: 'POST', url: `${issuer}${path}`, token: '' }, { ath: undefined }),
    ),
  );
  const challenge = 'A'.repeat(43);
  return {
    parameters: {
      client_id: ['console', 'console', 'console', 'console-strict', 'console-bearer', 'batch'],
      grant_type: [DEVICE_CODE_GRANT, DEVICE_CODE_GRANT, 'refresh_token', 'client_credentials', 'authorization_code', 'password'],
      device_code: [pending.device_code, denied.device_code, paired.device_code],
      scope: ['notes:read', 'openid notes:read notes:write', 'openid', 'offline_access'],
      resource: ['urn:countersign:example:notes'],
      code_challenge: [challenge],
      code_challenge_method: ['S256', 'plain'],
      code_verifier: [challenge],
      dpop_jkt: [key.jkt],
      device_name: ['build box', 'größe'],
      refresh_token: ['x'.repeat(43)],
      token: [String(tokens.access_token), pending.device_code],
      token_type_hint: ['access_token', 'refresh_token', 'nonsense'],
      client_secret: ['x'],
      client_assertion: ['a.b.c', String(tokens.access_token)],
      client_assertion_type: ['urn:ietf:params:oauth:client-assertion-type:jwt-bearer'],
      user_code: [pending.user_code, denied.user_code, paired.user_code],
      csrf: [hidden('csrf')],
      review: [hidden('review')],
      decision: ['approve', 'deny', 'not-me', 'perhaps'],
      return_to: ['/device', '/', '/sign-out'],
      username: ['alice', 'nobody'],
      password: ['not it'],
    },
    headers: {
      Cookie: [[...alice.cookies].map(([name, value]) => `${name}=${value}`).join('; ')],
      Authorization: [`Bearer ${String(tokens.access_token)}`, `Basic ${Buffer.from('console:').toString('base64')}`],
      DPoP: proofs,
    },
  };
}
