import type { IncomingMessage } from 'node:http';

import type { ClientSettings, GrantType } from '../../settings/settings.ts';

/** The parameters of a request, each once and with a value. */
export type PlainForm = ReadonlyMap<string, string>;

/** A form, as curl and as fetch send it. */
const FORM = /^application\/x-www-form-urlencoded(?:; ?charset=utf-8)?$/i;

/** Nothing in the head of the request asks for more than the endpoint's plainest work: no credentials, no browser. Whether a proof is good, a lane says. */
export function mayBePlain({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    FORM.test(headers['content-type'] ?? '') &&
    headers.authorization === undefined &&
    headers.dpop !== '' &&
    headers.origin === undefined &&
    headers['oauth-client-attestation'] === undefined &&
    headers['oauth-client-attestation-pop'] === undefined
  );
}

/** URLSearchParams takes this for the beginning of a query and drops it; the engine, and every proxy that looks, takes it for a part of the first name. */
const QUESTION_MARK = 0x3f;

/** @returns the form, if it has these parameters and no others, none twice and none empty */
export function parsePlainForm(body: Buffer, known: ReadonlySet<string>): PlainForm | undefined {
  if (body[0] === QUESTION_MARK) return undefined;
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    if (!known.has(name) || value === '' || form.has(name)) return undefined;
    form.set(name, value);
  }
  return form;
}

/** The client, if it is a public one that uses this grant: about its identity there is nothing to check. */
export function findPlainClient(
  form: PlainForm,
  clients: ReadonlyMap<string, ClientSettings>,
  grant: GrantType = 'device_code',
): ClientSettings | undefined {
  const client = clients.get(form.get('client_id') ?? '');
  return client?.authentication.method === 'none' && client.grants.includes(grant) ? client : undefined;
}
