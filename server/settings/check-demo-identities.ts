import type { Draft } from './draft.ts';
import { judgeIssuer } from './issuer.ts';
import type { Path, Problem } from './problems.ts';

/** The hashes of the passwords that the whole world can read in the documentation: alice's and bob's in the shipped accounts.yaml. */
const DEMO_PASSWORD_HASHES: readonly string[] = [
  '$argon2id$v=19$m=19456,t=2,p=1$lIHaQ+bi3WokHVBu71vQmA$qMWCiOBV16ws+iVrUSVpSG3Ys+yZTnJA6b6JIQLH/24',
  '$argon2id$v=19$m=19456,t=2,p=1$CtC7upZoltk7h9lr6SDhQg$i1UmlM4cYegsGUFmDNxw9WHVI4tYKJrzLlaFIjNYkGA',
];

/** The example API. Whoever asks for it is a demo client, whatever it is called. */
const DEMO_AUDIENCE = 'urn:countersign:example:notes';

/** The public key of the shipped client "batch", by its x coordinate. */
const DEMO_KEY_X = 'eLKKB8HD5Tx0-rJvXOXYi5Y1jYkxKvERz0GHIgdvDhs';

/**
 * The shipped people, clients and API are let in on this machine only. They are known by what makes them dangerous (the published password, the
 * example audience, the shipped key), so renaming them does not help, and somebody else's "alice" is welcome.
 */
export function checkDemoIdentities(draft: Draft): readonly Problem[] {
  const { files, countersign } = draft;
  const verdict = countersign.issuer === undefined ? undefined : judgeIssuer(countersign.issuer);
  if (verdict?.kind !== 'good' || verdict.isLocal) return [];
  return [...demoApis(draft), ...demoClients(draft), ...demoKeys(draft), ...demoPeople(draft)].map(
    ({ file, path, what, fix }) => ({
      ...files[file].placeOf(path),
      message: `${what} is for trying out on localhost, and the issuer is ${verdict.origin}.`,
      fix,
    }),
  );
}

interface DemoIdentity {
  readonly file: keyof Draft['files'];
  readonly path: Path;
  readonly what: string;
  readonly fix: string;
}

function demoApis({ apis = [] }: Draft): readonly DemoIdentity[] {
  return apis
    .filter(({ value }) => value.audience === DEMO_AUDIENCE)
    .map(({ path }) => ({
      file: 'apis',
      path: [...path, 'audience'],
      what: 'the example API',
      fix: 'Put your own API in its place.',
    }));
}

function demoClients({ clients = [] }: Draft): readonly DemoIdentity[] {
  return clients.flatMap(({ path, value: { apis = [], introspect = [] } }) =>
    Object.entries({ apis, introspect })
      .map(([key, audiences]) => ({ key, index: audiences.indexOf(DEMO_AUDIENCE) }))
      .filter(({ index }) => index >= 0)
      .map(({ key, index }) => ({
        file: 'clients',
        path: [...path, key, index],
        what: 'a client of the example API',
        fix: 'Remove the client, or give it an API of your own.',
      })),
  );
}

function demoKeys({ clients = [] }: Draft): readonly DemoIdentity[] {
  return clients.flatMap(({ path, value: { authentication } }) => {
    const keys = authentication?.method === 'private_key_jwt' ? (authentication.jwks?.keys ?? []) : [];
    const index = keys.findIndex(({ x }) => x === DEMO_KEY_X);
    if (index < 0) return [];
    const place = [...path, 'authentication', 'jwks', 'keys', index];
    return { file: 'clients', path: place, what: 'the shipped key', fix: 'Make a key of your own: clients.yaml says how.' };
  });
}

function demoPeople({ accounts = [] }: Draft): readonly DemoIdentity[] {
  return accounts
    .filter(({ value }) => value.password_hash !== undefined && DEMO_PASSWORD_HASHES.includes(value.password_hash))
    .map(({ path }) => ({
      file: 'accounts',
      path: [...path, 'password_hash'],
      what: 'this password is published: it',
      fix: 'Remove the person, or give them a password of their own: accounts.yaml says how.',
    }));
}
