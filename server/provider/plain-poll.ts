import type { IncomingMessage } from 'node:http';

import type { ClientSettings } from '../settings/settings.ts';
import { DEVICE_CODE_GRANT } from './clients.ts';

/** A poll about which there is nothing to check but the state of its code. */
export interface PlainPoll {
  readonly clientId: string;
  readonly deviceCode: string;
}

/** What a plain poll may say, each once and with a value. */
const PLAIN_PARAMETERS: ReadonlySet<string> = new Set(['grant_type', 'client_id', 'device_code', 'code_verifier', 'resource']);

/** A form, as curl and as fetch send it. */
const PLAIN_FORM = /^application\/x-www-form-urlencoded(?:; ?charset=utf-8)?$/i;

/** Nothing in the head of the request asks for more than a poll does: no credentials, no proof, no browser. */
export function mayBePlainPoll({ method, url, headers }: IncomingMessage): boolean {
  return (
    method === 'POST' &&
    url === '/token' &&
    PLAIN_FORM.test(headers['content-type'] ?? '') &&
    headers.authorization === undefined &&
    headers.dpop === undefined &&
    headers.origin === undefined
  );
}

/** @returns the poll, if the body is one, and as plain as they come */
export function parsePlainPoll(body: Buffer, clients: ReadonlyMap<string, ClientSettings>): PlainPoll | undefined {
  if (!body.includes('device_code')) return undefined; // a refresh: not worth taking apart here
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) {
    if (!PLAIN_PARAMETERS.has(name) || value === '' || parameters.has(name)) return undefined;
    parameters.set(name, value);
  }
  const clientId = parameters.get('client_id') ?? '';
  const deviceCode = parameters.get('device_code');
  if (parameters.get('grant_type') !== DEVICE_CODE_GRANT || deviceCode === undefined) return undefined;
  return mayTakeTheLane(clients.get(clientId)) ? { clientId, deviceCode } : undefined;
}

/** A public client that uses the device grant and need not prove a key: the engine has nothing to check about it before it says "pending". */
function mayTakeTheLane(client: ClientSettings | undefined): boolean {
  return client?.authentication.method === 'none' && client.grants.includes('device_code') && client.tokens !== 'dpop';
}
