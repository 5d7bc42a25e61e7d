import type { IncomingMessage } from 'node:http';

import type { DeviceRequest } from '../../domain/device-request.ts';
import { isIdentityScope } from '../../domain/identity-scopes.ts';
import { later } from '../../domain/units.ts';
import type { Audit } from '../../observe/audit.ts';
import type { Clock, RandomId } from '../../ports/clock.ts';
import type { ClientSettings, Settings } from '../../settings/settings.ts';
import { describe } from '../asking-device.ts';
import { S256_CHALLENGE } from '../device-authorization.ts';
import { auditIssued, tellConsole } from '../open-device-code.ts';
import type { OpenDeviceCode } from '../open-device-code.ts';
import { createMakeAnswer } from './lane.ts';
import type { Lane } from './lane.ts';
import { findPlainClient } from './plain-form.ts';
import type { PlainForm } from './plain-form.ts';

/** What the lane needs. */
export interface AuthorizationLaneDeps {
  readonly openDeviceCode: OpenDeviceCode;
  readonly settings: Pick<Settings, 'issuer' | 'userCode' | 'clientsById' | 'apisByAudience'>;
  readonly addressOf: (req: IncomingMessage) => string;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly randomId: RandomId;
}

/** What a request asks for, once it is known to be in order. */
interface Asked {
  readonly client: ClientSettings;
  readonly resource: string;
  readonly scopes: readonly string[];
  readonly codeChallenge: string | undefined;
}

/**
 * Answers a device authorization request of a public client in which nothing is wrong. Whatever is wrong, or has a DPoP key in it, is for the engine's road,
 * which knows the words for it.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.1 RFC 8628, sections 3.1 and 3.2}
 */
export function createAuthorizationLane(deps: AuthorizationLaneDeps): Lane {
  const { openDeviceCode, settings, addressOf, audit, clock, randomId } = deps;
  const make = createMakeAnswer(settings.issuer, 'WWW-Authenticate');

  function toRequest({ client, scopes, resource, codeChallenge }: Asked, form: PlainForm, req: IncomingMessage): DeviceRequest {
    const requestedAt = clock();
    const asking = {
      deviceName: form.get('device_name'),
      address: addressOf(req),
      userAgent: req.headers['user-agent'],
      codeChallenge,
      dpopThumbprint: undefined,
      signIn: undefined,
    };
    return {
      ...describe(asking, randomId),
      clientId: client.id,
      scopes,
      resource,
      requestedAt,
      expiresAt: later(requestedAt, client.lifetimes.deviceCode),
      interval: client.lifetimes.interval,
    };
  }

  return {
    path: '/device_authorization',
    readsProofs: false,
    parameters: new Set(['client_id', 'scope', 'resource', 'code_challenge', 'code_challenge_method', 'device_name']),
    make,
    async answer(form, req) {
      const asked = readPlainRequest(form, settings);
      if (!asked) return undefined;
      const request = toRequest(asked, form, req);
      const deviceCode = randomId(32);
      const userCode = await openDeviceCode(deviceCode, request);
      if (userCode === undefined) return undefined;
      auditIssued(audit, request);
      return make(200, { device_code: deviceCode, ...tellConsole(request, userCode, settings) });
    },
  };
}

function readPlainRequest(
  form: PlainForm,
  { clientsById, apisByAudience }: Pick<Settings, 'clientsById' | 'apisByAudience'>,
): Asked | undefined {
  const client = findPlainClient(form, clientsById);
  if (!client || client.dpopJkt === 'required') return undefined;
  const resource = form.get('resource') ?? client.apis[0];
  const api = resource !== undefined && client.apis.includes(resource) ? apisByAudience.get(resource) : undefined;
  const scopes = form.get('scope')?.split(' ') ?? [];
  const mayAsk = (scope: string): boolean =>
    isIdentityScope(scope) || (client.scopes.includes(scope) && api?.scopesByName.has(scope) === true);
  const isPlainScope = scopes.length > 0 && scopes.every(mayAsk) && new Set(scopes).size === scopes.length;
  if (!api || !isPlainScope || (scopes.includes('offline_access') && !client.grants.includes('refresh_token'))) return undefined;
  const codeChallenge = form.get('code_challenge');
  if (!isPlainChallenge(codeChallenge, form.get('code_challenge_method'), client.pkce === 'required')) return undefined;
  return { client, resource: api.audience, scopes, codeChallenge };
}

function isPlainChallenge(challenge: string | undefined, method: string | undefined, isRequired: boolean): boolean {
  if (challenge === undefined && method === undefined) return !isRequired;
  return method === 'S256' && challenge !== undefined && S256_CHALLENGE.test(challenge);
}
