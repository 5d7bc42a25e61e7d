import type { LocalText } from '../domain/language.ts';

/** What a client, an API and a scope are called in front of people: the settings say so. */
export interface Names {
  clientOf(of: { readonly clientId: string }): { readonly id: string; readonly name: string; readonly uri?: string };
  apiOf(of: { readonly resource?: string }): { readonly id: string; readonly name: string };
  /** These scopes of that API, in that order, with their sentences. */
  describeScopes(of: {
    readonly scopes: readonly string[];
    readonly resource?: string;
  }): readonly { readonly name: string; readonly description: LocalText; readonly dangerous: boolean }[];
}
