import { discoverIssuer } from '../issuer/issuer.ts';
import type { Issuer, IssuerAddress } from '../issuer/issuer.ts';
import type { Http } from '../issuer/http.ts';
import type { Time } from '../time.ts';
import type { Milliseconds } from '../units.ts';

/** Issuers that a program which runs long need not look up for every renewal. */
export interface KnownIssuers {
  /** @throws what discoverIssuer throws */
  find(address: IssuerAddress): Promise<Issuer>;
  /** Looks it up again the next time: something did not go as it should. */
  forget(): void;
}

/** For so long, what an issuer says about itself is taken to hold; its clock, too. */
const GOOD_FOR: Milliseconds = 5 * 60_000;

/** Remembers the last one. */
export function createKnownIssuers({ http, time }: { readonly http: Http; readonly time: Time }): KnownIssuers {
  let known: { readonly name: string; readonly issuer: Issuer; readonly foundAt: Milliseconds } | undefined;
  return {
    async find({ issuer, clientId, endpoints, provider, clientKey }) {
      const address: IssuerAddress = { issuer, clientId, endpoints, provider, clientKey };
      const name = JSON.stringify(address);
      if (known?.name !== name || time.elapsed() - known.foundAt > GOOD_FOR)
        known = { name, issuer: await discoverIssuer(address, { http, time }), foundAt: time.elapsed() };
      return known.issuer;
    },
    forget() {
      known = undefined;
    },
  };
}
