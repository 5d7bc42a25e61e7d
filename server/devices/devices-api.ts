import Router from '@koa/router';
import type { Context, Middleware } from 'koa';

import type { PairedDevice } from '../domain/device.ts';
import { LONGEST_DEVICE_NAME } from '../domain/device-name.ts';
import { inLanguage } from '../domain/language.ts';
import type { Language } from '../domain/language.ts';
import { ApiProblem } from '../http/api-problem.ts';
import type { Callers } from '../http/caller.ts';
import type { Csrf } from '../http/csrf.ts';
import { toAwaitedDocument, toDeviceDocument } from '../http/device-document.ts';
import { readJsonBody } from '../http/json-body.ts';
import { languageOf } from '../http/languages.ts';
import type { Names } from '../http/names.ts';
import { withPlainTexts } from '../http/plain-text.ts';
import type { Visitor, Visitors } from '../http/visitor.ts';
import type { OwnDevices } from './own-devices.ts';

/** Where a page of ours finds, and sends back, what proves that it is one. */
const CSRF_HEADER = 'X-CSRF-Token';

/** What the account API needs. */
export interface DevicesApiDeps {
  readonly ownDevices: OwnDevices;
  readonly names: Names;
  readonly visitors: Visitors;
  /** People by their product's token; undefined where none is taken. */
  readonly callers: Callers | undefined;
  readonly csrf: Csrf;
  readonly admitOrigin: Middleware;
  readonly answerApiProblems: Middleware;
}

/**
 * The devices of the person who asks, for a product's own page: list, rename, end one, end all. Asked with the person's bearer token, or from a page of this origin in
 * their web session; what changes something then needs the token of `X-CSRF-Token`, which every answer brings. docs/openapi.yaml describes it.
 */
export function createDevicesApi(deps: DevicesApiDeps): Router {
  const { ownDevices, names, visitors, callers, csrf } = deps;

  async function whoAsks(ctx: Context): Promise<Visitor> {
    if (callers && ctx.get('Authorization') !== '') return callers.whoCalls(ctx);
    const visitor = await visitors.whoIs(ctx);
    if (!visitor) {
      const detail = callers ? 'Send "Authorization: Bearer …", once, or sign in.' : 'Sign in first.';
      throw new ApiProblem('invalid_token', { detail, challenge: 'Bearer' });
    }
    const isGenuine = csrf.isGenuine(ctx, visitor, { field: () => ctx.get(CSRF_HEADER) });
    if (ctx.method !== 'GET' && !isGenuine)
      throw new ApiProblem('forbidden', {
        reason: 'csrf',
        detail: `Send the ${CSRF_HEADER} that GET /api/devices answered with. Nothing was changed.`,
      });
    ctx.set(CSRF_HEADER, csrf.token(ctx, visitor));
    return visitor;
  }

  /** A device with the names that people know. */
  function describe(device: PairedDevice, language: Language): object {
    const { client_id: _id, person: _person, scopes: _scopes, ...document } = toDeviceDocument(device);
    const { id, name } = names.clientOf(device);
    const scopes = names.describeScopes(device).map((scope) => ({
      name: scope.name,
      description: inLanguage(scope.description, language),
      dangerous: scope.dangerous,
    }));
    const api = device.resource === undefined ? {} : { api: names.apiOf(device) };
    return withPlainTexts({ ...document, client: { id, name }, ...api, scopes });
  }

  return new Router({ prefix: '/api/devices', sensitive: true })
    .use(deps.answerApiProblems, deps.admitOrigin, keepNothing)
    .get('/', async function list(ctx) {
      const { paired, awaited } = await ownDevices.list(await whoAsks(ctx));
      const waiting = awaited.map((device) => {
        const { client_id: _id, person: _person, ...document } = toAwaitedDocument(device);
        const { id, name } = names.clientOf(device);
        return withPlainTexts({ ...document, client: { id, name } });
      });
      ctx.body = { devices: [...paired.map((device) => describe(device, languageOf(ctx))), ...waiting] };
    })
    .delete('/', async function endAll(ctx) {
      const ended = await ownDevices.endAll(await whoAsks(ctx), ctx.ip);
      ctx.body = { ended: ended.length };
    })
    .patch('/:id', async function rename(ctx) {
      const visitor = await whoAsks(ctx);
      const name = (await readJsonBody(ctx)).text('name');
      const outcome = await ownDevices.rename(visitor, String(ctx.params.id), name, ctx.ip);
      if (outcome.kind === 'unknown') throw unknownDevice();
      if (outcome.kind !== 'renamed')
        throw new ApiProblem('invalid_request', {
          reason: 'name',
          detail: `Send a name of 1 to ${LONGEST_DEVICE_NAME} visible characters.`,
        });
      ctx.body = describe(outcome.device, languageOf(ctx));
    })
    .delete('/:id', async function end(ctx) {
      const visitor = await whoAsks(ctx);
      if (!(await ownDevices.end(visitor, String(ctx.params.id), ctx.ip))) throw unknownDevice();
      ctx.status = 204;
    })
    .all(['/', '/{*rest}'], function refuseTheRest(ctx) {
      ctx.set('Allow', 'GET, PATCH, DELETE, OPTIONS');
      throw new ApiProblem('method_not_allowed', { detail: 'There are GET and DELETE of all, PATCH and DELETE of one.' });
    });
}

/** The same for a device of nobody, of somebody else, and one that has ended. */
function unknownDevice(): ApiProblem {
  return new ApiProblem('unknown_device', { detail: 'You have no such device. Perhaps it was ended already.' });
}

/** Answers are for one person at one moment (RFC 9111, section 5.2.2.5). */
const keepNothing: Middleware = async function keepNothing(ctx, next) {
  ctx.set('Cache-Control', 'no-store');
  ctx.vary('Accept-Language');
  await next();
};
