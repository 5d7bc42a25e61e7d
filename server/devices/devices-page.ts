import Router from '@koa/router';
import type { Context } from 'koa';

import type { AwaitedDevice, PairedDevice } from '../domain/device.ts';
import { compareNetworks } from '../domain/network.ts';
import type { Instant, Seconds } from '../domain/units.ts';
import type { Csrf } from '../http/csrf.ts';
import type { AwaitedCard, DeviceCard, DevicesPage } from '../http/devices-page-model.ts';
import { readForm } from '../http/form.ts';
import type { Form } from '../http/form.ts';
import type { Names } from '../http/names.ts';
import { ProblemError } from '../http/problem-error.ts';
import { leadToSignIn } from '../http/lead-to-sign-in.ts';
import type { ShowPage } from '../http/show-page.ts';
import { readUserAgent } from '../http/user-agent.ts';
import type { Visitor, Visitors } from '../http/visitor.ts';
import type { Clock } from '../ports/clock.ts';
import type { Settings } from '../settings/settings.ts';
import type { OwnDevices } from './own-devices.ts';

/** What the page of devices needs. */
export interface DevicesPageDeps {
  readonly ownDevices: OwnDevices;
  readonly names: Names;
  readonly visitors: Visitors;
  readonly csrf: Csrf;
  readonly show: ShowPage;
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'clientsById' | 'lifetimes'>;
}

/** What an action has to say on the page that follows it. */
type Said = Pick<DevicesPage, 'notice' | 'problem'>;

/** `/devices`: what a person's devices are, and an end to them. */
export function createDevicesPage(deps: DevicesPageDeps): Router {
  const { ownDevices, visitors, csrf, show, clock, settings } = deps;

  /** How long a device that was ended may still act: as long as its access token lives (RFC 9068, section 2.2). */
  const accessLives = (clientId: string): Seconds => (settings.clientsById.get(clientId) ?? settings).lifetimes.accessToken;

  async function showDevices(ctx: Context, visitor: Visitor, said: Said = {}): Promise<void> {
    const { paired, awaited } = await ownDevices.list(visitor);
    const now = clock();
    show(ctx, {
      page: 'devices',
      csrf: csrf.token(ctx, visitor),
      person: visitor.person,
      devices: paired.map((device) => toCard(device, deps.names, ctx.ip, now)),
      awaited: awaited.map((device) => toAwaitedCard(device, deps.names, now)),
      ...said,
    });
  }

  /** An action on this page: by who is signed in, with a form of this session, and then the page again. */
  function action(act: (ctx: Context, visitor: Visitor, form: Form) => Promise<Said>) {
    return async function actOnDevices(ctx: Context): Promise<void> {
      const visitor = await visitors.whoIs(ctx);
      if (!visitor) {
        sendToSignIn(ctx);
        return;
      }
      const form = await readForm(ctx);
      const isGenuine = csrf.isGenuine(ctx, visitor, form);
      await showDevices(ctx, visitor, isGenuine ? await act(ctx, visitor, form) : { problem: 'form-expired' });
    };
  }

  const rename = action(async (ctx, visitor, form) => {
    const outcome = await ownDevices.rename(visitor, form.field('device'), form.field('name'), ctx.ip);
    if (outcome.kind === 'renamed') return { notice: { kind: 'renamed', name: outcome.device.name ?? '' } };
    return { problem: outcome.kind === 'unknown' ? 'gone' : `name-${outcome.kind}` };
  });

  const end = action(async (ctx, visitor, form) => {
    const ended = await ownDevices.end(visitor, form.field('device'), ctx.ip);
    if (!ended) return { problem: 'gone' };
    const { name: deviceName, clientId } = ended;
    const clientName = deps.names.clientOf(ended).name;
    const accessEnds = accessLives(clientId);
    return { notice: { kind: 'ended', clientName, ...(deviceName ? { deviceName } : {}), accessEnds } };
  });

  const endAll = action(async (ctx, visitor) => {
    const ended = await ownDevices.endAll(visitor, ctx.ip);
    const accessEnds = Math.max(0, ...ended.map(({ clientId }) => accessLives(clientId)));
    return { notice: { kind: 'all-ended', count: ended.length, accessEnds } };
  });

  return new Router()
    .get('/devices', async function showOwnDevices(ctx) {
      const visitor = await visitors.whoIs(ctx);
      if (visitor) await showDevices(ctx, visitor);
      else sendToSignIn(ctx);
    })
    .post('/devices/rename', rename)
    .post('/devices/end', end)
    .post('/devices/end-all', endAll)
    .all(/^\/devices(?:\/.*)?$/, function refuseOtherMethods() {
      throw new ProblemError('method', 'no-such-request');
    });
}

function sendToSignIn(ctx: Context): void {
  leadToSignIn(ctx, '/devices');
}

function toCard(device: PairedDevice, names: Names, visitorAddress: string, now: Instant): DeviceCard {
  const { id, name, pairedBy, pairedFrom, lastUsedFrom } = device;
  const userAgent = readUserAgent(pairedFrom.userAgent);
  return {
    id,
    ...(name ? { name } : {}),
    clientName: names.clientOf(device).name,
    ...(device.resource ? { apiName: names.apiOf(device).name } : {}),
    scopes: names.describeScopes(device),
    pairedBy,
    isKeyBound: device.keyThumbprint !== undefined,
    pairedSecondsAgo: secondsBetween(device.pairedAt, now),
    pairedFrom: { address: pairedFrom.address, ...(userAgent ? { userAgent } : {}) },
    lastUsedSecondsAgo: secondsBetween(device.lastUsedAt, now),
    lastUsedFrom,
    network: compareNetworks(visitorAddress, lastUsedFrom),
    endsInSeconds: secondsBetween(now, device.endsAt),
  };
}

function toAwaitedCard(device: AwaitedDevice, names: Names, now: Instant): AwaitedCard {
  const { id, name, awaitedUntil } = device;
  const clientName = names.clientOf(device).name;
  return { id, ...(name ? { name } : {}), clientName, awaitedForSeconds: secondsBetween(now, awaitedUntil) };
}

function secondsBetween(earlier: Instant, later: Instant): Seconds {
  return Math.max(0, Math.round((later - earlier) / 1000));
}
