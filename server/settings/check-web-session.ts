import type { Draft } from './draft.ts';
import { keysAt } from './mentions.ts';
import type { Path, Problem } from './problems.ts';
import type { ProductTokenEntry } from './schema-product-token.ts';
import type { WebSessionEntry } from './schema-web-session.ts';
import { quoted, writeOneOf } from './wording.ts';

/** People can be told: keys are in one place, and roles are ours. */
export function checkWebSession(draft: Draft): readonly Problem[] {
  const { web_session: session, approval_api: api } = draft.countersign;
  return [
    ...(session?.kind === 'host_jwt' ? checkKeys(draft, ['web_session'], session) : []),
    ...(session?.kind === 'proxy' ? checkProof(draft, session) : []),
    ...(session && session.kind !== 'accounts' ? checkRoleNames(draft, ['web_session'], session.role_names) : []),
    ...(api ? [...checkKeys(draft, ['approval_api'], api), ...checkRoleNames(draft, ['approval_api'], api.role_names)] : []),
  ];
}

function checkProof({ files }: Draft, { secret, addresses }: Extract<WebSessionEntry, { kind: 'proxy' }>): readonly Problem[] {
  if (secret !== undefined || addresses !== undefined) return [];
  const message = 'anybody could say who they are: nothing tells the proxy from others.';
  return [{ ...files.countersign.placeOf(['web_session']), message, fix: 'Write secret, or addresses, or both.' }];
}

function checkKeys({ files }: Draft, path: Path, { jwks_uri, jwks_file, jwks }: ProductTokenEntry): readonly Problem[] {
  const places = [jwks_uri, jwks_file ?? jwks].filter((place) => place !== undefined);
  if (places.length === 1 && !(jwks_file && jwks)) return [];
  return [
    {
      ...files.countersign.placeOf(path),
      message: places.length === 0 ? 'there are no keys to check the token with.' : 'there are keys in two places.',
      fix: 'Write one of jwks_uri, jwks_file and jwks.',
    },
  ];
}

function checkRoleNames({ files }: Draft, path: Path, names: Readonly<Record<string, string>> = {}): readonly Problem[] {
  const known = keysAt(files.apis.value, 'roles');
  if (known === undefined) return []; // the file cannot be read, and nobody can say
  return Object.entries(names)
    .filter(([, role]) => !known.includes(role))
    .map(([theirs, role]) => ({
      ...files.countersign.placeOf([...path, 'role_names', theirs]),
      message: `${quoted(role)} is no role of apis.yaml.`,
      fix: writeOneOf(role, known),
    }));
}
