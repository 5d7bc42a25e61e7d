import { makePrivateFolder, replaceFile } from '../store/replace-file.ts';
import { profileFile } from './profile.ts';
import type { Profile, ProfileFile } from './profile.ts';

/** Remembers a choice. @throws the error of the operating system */
export async function writeProfile(folder: string, profile: Profile): Promise<void> {
  const { issuer, clientId, endpoints, provider, clientKey, store, helpPage } = profile;
  const { deviceAuthorization: device_authorization, token, revocation } = endpoints ?? {};
  const file: ProfileFile = {
    schema: 1,
    issuer,
    client_id: clientId,
    ...(endpoints === undefined ? {} : { endpoints: { device_authorization, token, revocation } }),
    provider,
    client_key: clientKey,
    store: store.kind === 'file' ? { kind: 'file', key_source: store.keySource } : { kind: store.kind },
    help_page: helpPage,
  };
  await makePrivateFolder(folder);
  await replaceFile(profileFile(folder), `${JSON.stringify(file, undefined, 2)}\n`);
}
