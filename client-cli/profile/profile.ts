import { join } from 'node:path';
import { helpPageOf } from '../issuer/help-page.ts';
import type { IssuerAddress } from '../issuer/issuer.ts';
import { problem } from '../problems/problem.ts';
import { readNow } from '../store/read-now.ts';
import { systemReason } from '../store/system-reason.ts';
import type { StoreRecord } from '../store/store-choice.ts';

/**
 * What was chosen at the last login of a profile, for the next one. Nothing in it is secret, and nothing secret depends on it: a login says itself which server
 * it belongs to.
 */
export interface Profile extends IssuerAddress {
  /** Recorded so that a later login is never kept in a weaker place without being told to. */
  readonly store: StoreRecord;
  /** Where the issuer explains the messages of this program. */
  readonly helpPage?: string | undefined;
}

/** How it stands in `profile.json`. */
export interface ProfileFile {
  readonly schema: 1;
  readonly issuer: string;
  readonly client_id: string;
  readonly endpoints?: {
    readonly device_authorization?: string | undefined;
    readonly token?: string | undefined;
    readonly revocation?: string | undefined;
  };
  readonly provider?: string | undefined;
  /** The path of a file, as an absolute one. */
  readonly client_key?: string | undefined;
  readonly store: { readonly kind: StoreRecord['kind']; readonly key_source?: 'environment' | 'key-file' };
  readonly help_page?: string | undefined;
}

/** Where it is. */
export const profileFile = (folder: string): string => join(folder, 'profile.json');

/** @throws Problem `profile_damaged`; StoreUnavailable `store_unreadable`; undefined before the first login */
// eslint-disable-next-line @typescript-eslint/require-await -- it reads at once for the sake of speed, which is nothing its callers should count on
export async function readProfile(folder: string): Promise<Profile | undefined> {
  const path = profileFile(folder);
  let text: string | undefined;
  try {
    text = readNow(path);
  } catch (cause) {
    throw problem('store_unreadable', { path, detail: systemReason(cause) }, { cause });
  }
  if (text === undefined) return undefined;
  const file = parse(text);
  if (file === undefined) throw problem('profile_damaged', { path });
  const { kind, key_source: keySource = 'key-file' } = file.store;
  const store: StoreRecord = kind === 'file' ? { kind, keySource } : { kind };
  const { issuer, client_id: clientId, provider, client_key: clientKey } = file;
  const address = { issuer, clientId, ...readGivenEndpoints(file), provider, clientKey };
  return { ...address, store, helpPage: helpPageOf(issuer, file.help_page) };
}

function readGivenEndpoints({ endpoints }: ProfileFile): Pick<Profile, 'endpoints'> {
  if (endpoints === undefined) return {};
  const { device_authorization: deviceAuthorization, token, revocation } = endpoints;
  return { endpoints: { deviceAuthorization, token, revocation } };
}

function parse(text: string): ProfileFile | undefined {
  try {
    const file = JSON.parse(text) as Partial<ProfileFile> | null;
    const isWhole =
      typeof file?.issuer === 'string' &&
      typeof file.client_id === 'string' &&
      [file.help_page, file.provider, file.client_key].every((text) => ['string', 'undefined'].includes(typeof text)) &&
      isListOfTexts(file.endpoints) &&
      (file.store?.kind === 'memory' ||
        file.store?.kind === 'os' ||
        (file.store?.kind === 'file' && ['environment', 'key-file', undefined].includes(file.store.key_source)));
    return isWhole ? (file as ProfileFile) : undefined;
  } catch {
    return undefined;
  }
}

function isListOfTexts(endpoints: unknown): boolean {
  if (endpoints === undefined) return true;
  return (
    typeof endpoints === 'object' && endpoints !== null && Object.values(endpoints).every((text) => typeof text === 'string')
  );
}
