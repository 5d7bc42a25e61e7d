import type { EventEmitter } from 'node:events';

import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

import type { Audit } from '../observe/audit.ts';
import type { Log } from '../ports/log.ts';
import { DEVICE_CODE_GRANT } from './clients.ts';

/** How Node says that the other side hung up in the middle: a normal day. */
const PEER_WENT_AWAY: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

function isTroubleOfThePeer(code: string): boolean {
  return PEER_WENT_AWAY.has(code) || code.startsWith('HPE_'); // the latter: what came was not HTTP
}

/** Turns what the engine tells into audit events and log lines. Client mistakes are normal days: level debug. */
export function listenToEngine(provider: Provider, { audit, log }: { readonly audit: Audit; readonly log: Log }): void {
  provider.on('grant.success', (ctx) => {
    const { DeviceCode: code, Grant: grant, Account: account } = ctx.oidc.entities;
    if (ctx.oidc.params?.grant_type !== DEVICE_CODE_GRANT || !code || !grant) return;
    audit({
      event: 'device_code.redeemed',
      pairing: grant.jti,
      client: code.clientId ?? '',
      account: account?.accountId ?? '',
      address: ctx.ip,
    });
  });
  provider.on('grant.revoked', (ctx, grantId) => {
    const told = { pairing: grantId, client: ctx.oidc.client?.clientId ?? '', address: ctx.ip };
    const isReuse = ctx.oidc.route === 'token' && ctx.oidc.params?.grant_type === 'refresh_token';
    if (isReuse) audit({ event: 'refresh_token.reused', ...told });
    audit({ event: 'device.ended', ...told, by: ctx.oidc.route === 'token' ? 'reuse' : 'console' });
  });

  const logMistake = (
    ctx: KoaContextWithOIDC,
    error: { readonly error?: string; readonly error_description?: string; readonly error_detail?: string },
  ) => {
    const { error: code, error_description: description, error_detail: detail } = error;
    log.debug('oauth.refused', {
      request: ctx.state.requestId as string,
      route: ctx.oidc.route,
      client: ctx.oidc.client?.clientId,
      error: code,
      description,
      detail,
    });
  };
  provider.on('grant.error', logMistake);
  provider.on('device_authorization.error', logMistake);
  provider.on('revocation.error', logMistake);
  provider.on('introspection.error', logMistake);
  provider.on('userinfo.error', logMistake);
  provider.on('authorization.error', logMistake);
  const koa: EventEmitter = provider; // the engine's types know only its own events
  koa.on('error', (error: NodeJS.ErrnoException) => {
    if (isTroubleOfThePeer(error.code ?? '')) log.debug('connection.broke', { code: error.code });
    else log.error('server.broke', { error });
  });
  provider.on('server_error', (ctx, error) =>
    log.error('server.broke', { request: ctx.state.requestId as string, route: ctx.oidc.route, error }),
  );
}
