/** A console that is nothing but HTTP: what any OAuth library sends, and no more. */

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Parameters of a form; an array sends the parameter more than once. */
export type Parameters = Readonly<Record<string, string | readonly string[]>>;

export const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Posts a form to an OAuth endpoint. */
export async function post(url: string, parameters: Parameters, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) for (const one of [value].flat()) form.append(name, one);
  const reply = await fetch(url, { method: 'POST', body: form, headers, redirect: 'manual' });
  const text = await reply.text();
  if (text === '' && !reply.ok) throw new Error(`${url} answered ${reply.status} with nothing in it`);
  return { status: reply.status, headers: reply.headers, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
}

/** What the device authorization endpoint answers (RFC 8628, section 3.2). */
export interface Pending {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete?: string;
  readonly expires_in: number;
  readonly interval: number;
}

/** Asks for a device code. */
export async function askForCode(
  issuer: string,
  parameters: Parameters = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Pending> {
  const answer = await post(
    `${issuer}/device_authorization`,
    { client_id: 'console', scope: 'openid notes:read notes:write', ...parameters },
    headers,
  );
  if (answer.status !== 200) throw new Error(`no device code: ${JSON.stringify(answer.body)}`);
  return answer.body as unknown as Pending;
}

/** One poll (RFC 8628, section 3.4). */
export function poll(
  issuer: string,
  deviceCode: string,
  parameters: Parameters = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return post(
    `${issuer}/token`,
    { grant_type: DEVICE_CODE_GRANT, client_id: 'console', device_code: deviceCode, ...parameters },
    headers,
  );
}

/** One refresh (RFC 6749, section 6). */
export function refresh(
  issuer: string,
  refreshToken: unknown,
  parameters: Parameters = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  return post(
    `${issuer}/token`,
    { grant_type: 'refresh_token', client_id: 'console', refresh_token: String(refreshToken), ...parameters },
    headers,
  );
}
