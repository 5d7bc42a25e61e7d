import { Provider } from 'oidc-provider';
import type { Configuration, TokenEndpointGrantContext } from 'oidc-provider';

import type { GrantHandler } from './device-grant.ts';

/** Puts our own steps around a grant of the engine. @returns the handler to register, and parameters to let through beside the engine's own */
export type WrapGrant = (
  grantType: string,
  handler: GrantHandler,
) => { readonly handler: GrantHandler; readonly parameters: readonly string[] };

/**
 * oidc-provider, with its built-in grants wrapped. The engine registers each of them through its own public method while it is constructed; a
 * subclass that overrides the method comes in between without touching the inside.
 */
export function createEngine(issuer: string, configuration: Configuration, wrapGrant: WrapGrant): Provider {
  class Engine extends Provider {
    override registerGrantType<Params extends object>(
      name: string,
      handler: (ctx: TokenEndpointGrantContext<Params>) => Promise<void> | void,
      parameters?: string | readonly string[] | ReadonlySet<string>,
      duplicates?: string | readonly string[] | ReadonlySet<string>,
    ): void {
      const wrapped = wrapGrant(name, handler as GrantHandler);
      const own = typeof parameters === 'string' ? [parameters] : [...(parameters ?? [])];
      super.registerGrantType(name, wrapped.handler, [...own, ...wrapped.parameters], duplicates);
    }
  }
  return new Engine(issuer, configuration);
}
