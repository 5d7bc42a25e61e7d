import type { Draft } from './draft.ts';
import type { Path, Problem } from './problems.ts';
import type { ClientEntry } from './schema-clients.ts';

/** What is wrong, and at which key of the client. */
interface Contradiction extends Pick<Problem, 'message' | 'fix'> {
  readonly at: Path;
}

/** Each client's entry makes sense as a whole. */
export function checkClients({ files, clients = [], countersign }: Draft): readonly Problem[] {
  return clients.flatMap(({ path, value }) =>
    [
      ...checkGrants(value),
      ...checkSecretGrants(value),
      ...checkTokens(value, countersign.dpop?.required === true),
      ...checkBinding(value),
      ...checkKeys(value),
      ...checkSignIn(value, countersign.web_session?.kind),
    ].map(({ at, message, fix }) => ({ ...files.clients.placeOf([...path, ...at]), message, fix })),
  );
}

function checkGrants({ grants, apis, introspect }: Partial<ClientEntry>): readonly Contradiction[] {
  if (grants === undefined) return [];
  const found: Contradiction[] = [];
  if (grants.includes('refresh_token') && !grants.includes('device_code')) {
    // RFC 6749, section 4.4.3: client credentials come without a refresh token.
    const message = 'refresh_token without device_code: there is nothing to refresh.';
    found.push({ at: ['grants', grants.indexOf('refresh_token')], message, fix: 'Add device_code, or remove refresh_token.' });
  }
  if (grants.length > 0 && apis?.length === 0) {
    found.push({ at: ['apis'], message: 'this client gets tokens, but for no API.', fix: 'Name an API of apis.yaml.' });
  }
  if (grants.length === 0 && introspect?.length === 0) {
    const fix = 'Give it a grant, or an API whose tokens it may introspect.';
    found.push({ at: ['grants'], message: 'this client may do nothing.', fix });
  }
  return found;
}

/** What only a client may do that can prove who it is. */
function checkSecretGrants({ authentication, grants = [], introspect = [] }: Partial<ClientEntry>): readonly Contradiction[] {
  if (authentication?.method !== 'none') return [];
  const fix = 'Authenticate it with private_key_jwt or client_secret_basic.';
  const found: Contradiction[] = [];
  if (grants.includes('client_credentials')) {
    // RFC 6749, section 4.4: "MUST only be used by confidential clients".
    const at = ['grants', grants.indexOf('client_credentials')];
    found.push({ at, message: 'client_credentials is not for a client that everybody can pretend to be.', fix });
  }
  if (introspect.length > 0) {
    // RFC 7662, section 2.1: the endpoint "MUST also require some form of authorization".
    found.push({ at: ['introspect'], message: 'introspection is not for a client that everybody can pretend to be.', fix });
  }
  return found;
}

function checkTokens({ tokens }: Partial<ClientEntry>, dpopRequired: boolean): readonly Contradiction[] {
  if (!dpopRequired || tokens === undefined || tokens === 'dpop') return [];
  const message = 'countersign.yaml refuses bearer tokens ("dpop.required"), this client wants them.';
  return [{ at: ['tokens'], message, fix: 'Write dpop or remove the key, or set dpop.required to false.' }];
}

/** A code that is bound to a key is redeemed with a proof, and a proof gives a bound token. */
function checkBinding({ tokens, dpop_jkt: dpopJkt }: Partial<ClientEntry>): readonly Contradiction[] {
  if (dpopJkt !== 'required' || tokens !== 'bearer') return [];
  const message = 'this client must bind its codes to a DPoP key, but its tokens to none.';
  return [{ at: ['dpop_jkt'], message, fix: 'Write "tokens: dpop", or "dpop_jkt: optional".' }];
}

function checkKeys({ authentication }: Partial<ClientEntry>): readonly Contradiction[] {
  if (authentication?.method !== 'private_key_jwt') return [];
  const { jwks, jwks_file: file } = authentication;
  if ((jwks === undefined) !== (file === undefined)) return [];
  const message = jwks === undefined ? 'there is no public key.' : 'there are public keys in two places.';
  return [{ at: ['authentication'], message, fix: 'Write either jwks or jwks_file.' }];
}

function checkSignIn({ min_acr: least }: Partial<ClientEntry>, kind: string | undefined): readonly Contradiction[] {
  if (least === undefined || kind !== 'accounts') return [];
  const message = 'nobody could approve this client: who signs in with accounts.yaml has no acr.';
  return [{ at: ['min_acr'], message, fix: 'Remove it, or let people sign in elsewhere: web_session in countersign.yaml.' }];
}
