import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { Middleware } from 'koa';
import { Provider, errors } from 'oidc-provider';
import type { Adapter, AdapterPayload } from 'oidc-provider';

import { putBackBody, takeBody } from '../http/early-body.ts';
import type { Keys } from './keys.ts';

const ENDPOINTS: ReadonlySet<string> = new Set(['/introspect', '/revoke']);

/** What stands in the place of a structured token while the engine answers: no token of its own looks like this. */
const STAND_IN = 'structured.';

/** Introspection and revocation of access tokens that are JWTs and are stored nowhere. */
export interface StructuredTokens {
  /** In front of the engine's introspection and revocation endpoints. */
  readonly readStructuredToken: Middleware;
  /** Lets the engine find the token that was read, as if it had been stored. */
  readonly wrap: (model: 'AccessToken' | 'ClientCredentials', adapter: Adapter) => Adapter;
}

/**
 * The engine introspects and revokes only tokens that it stores. Our access tokens are signed, so their claims are all there is to find: they are
 * verified here, and the engine does the rest as for any other token: who may ask, whether the grant still lives (a device that was ended is inactive
 * at once), and what is told.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc7662#section-2.2 RFC 7662, section 2.2}
 * @see {@link https://www.rfc-editor.org/rfc/rfc7009#section-2.1 RFC 7009, section 2.1}: with the access token, its grant ends
 */
export function createStructuredTokens({
  keys,
  issuer,
}: {
  readonly keys: Pick<Keys, 'jwks'>;
  readonly issuer: string;
}): StructuredTokens {
  const publicKeys = createLocalJWKSet({ keys: keys.jwks.keys.map(({ d: _private, ...key }) => key) });
  const verified = new WeakMap<object, JWTPayload>();

  async function verify(token: string): Promise<JWTPayload | undefined> {
    try {
      const { payload } = await jwtVerify(token, publicKeys, { issuer, typ: 'at+jwt', algorithms: ['ES256'] });
      return payload;
    } catch {
      return undefined; // not ours, not whole, or not valid any more: inactive
    }
  }

  return {
    async readStructuredToken(ctx, next) {
      if (ctx.method === 'POST' && ENDPOINTS.has(ctx.path.toLowerCase())) {
        const body = await takeBody(ctx.req);
        if (ctx.req.destroyed) return; // the peer hung up in the middle: nobody to answer
        const exchanged = body && exchangeToken(body);
        if (body) putBackBody(ctx.req, exchanged?.body ?? body);
        const claims = exchanged && (await verify(exchanged.token));
        if (claims) verified.set(ctx, claims);
      }
      await next();
    },
    wrap(model, adapter) {
      return {
        ...adapter,
        async find(id) {
          const claims = id.startsWith(STAND_IN) && Provider.ctx ? verified.get(Provider.ctx) : undefined;
          if (!claims) return id.startsWith(STAND_IN) ? undefined : adapter.find(id);
          return kindOf(claims) === model ? toPayload(claims) : undefined;
        },
        /** A device's token ends with its grant, which the engine ends next; a client's own has nothing behind it that could be ended. */
        async destroy(id) {
          if (model === 'ClientCredentials' && Provider.ctx && verified.has(Provider.ctx))
            throw new errors.UnsupportedTokenType('this token cannot be revoked, it ends by itself');
          await adapter.destroy(id);
        },
      };
    },
  };
}

/** Puts a stand-in where a body has one structured token; any other body is left alone. */
function exchangeToken(body: Buffer): { readonly token: string; readonly body: Buffer } | undefined {
  const text = body.toString('latin1');
  const form = new URLSearchParams(text.startsWith('?') ? '' : text); // which drops a question mark; the engine takes it for a part of the first name
  const [token, ...more] = form.getAll('token');
  if (token === undefined || more.length > 0 || token.split('.').length !== 3) return undefined;
  try {
    form.set('token', STAND_IN + String(decodeJwt(token).jti));
  } catch {
    form.set('token', STAND_IN);
  }
  return { token, body: Buffer.from(form.toString()) };
}

/** A token of a device has a grant behind it, one of a client alone has not. */
function kindOf({ device_id: deviceId }: JWTPayload): 'AccessToken' | 'ClientCredentials' {
  return deviceId === undefined ? 'ClientCredentials' : 'AccessToken';
}

function toPayload(claims: JWTPayload): AdapterPayload {
  const { iss: _iss, sub, aud, exp, iat, jti, client_id: clientId, scope, cnf, device_id: grantId, ...approval } = claims;
  const { jkt } = (cnf ?? {}) as { jkt?: string };
  return {
    kind: kindOf(claims),
    format: 'opaque',
    jti,
    iat,
    exp,
    aud,
    clientId: clientId as string,
    scope: scope as string | undefined,
    ...(grantId === undefined ? {} : { accountId: sub, grantId: grantId as string, extra: { device_id: grantId, ...approval } }),
    ...(jkt === undefined ? {} : { jkt }),
  };
}
