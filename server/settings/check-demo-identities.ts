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
export function checkDemoIdentities({ files, countersign, clients = [], apis = [], accounts = [] }: Draft): readonly Problem[] {
  const verdict = countersign.issuer === undefined ? undefined : judgeIssuer(countersign.issuer);
  if (verdict?.kind !== 'good' || verdict.isLocal) return [];
  const elsewhere = `is for trying out on localhost, and the issuer is ${verdict.origin}.`;
  const at = (file: keyof Draft['files'], path: Path, message: string, fix: string): Problem => ({
    ...files[file].placeOf(path),
    message,
    fix,
  });
  return [
    ...apis
      .filter(({ value }) => value.audience === DEMO_AUDIENCE)
      .map(({ path }) => at('apis', [...path, 'audience'], `the example API ${elsewhere}`, 'Put your own API in its place.')),
    ...clients.flatMap(({ path, value: { apis: asked = [], introspect = [], authentication } }) => {
      const problems: Problem[] = [];
      for (const [key, audiences] of Object.entries({ apis: asked, introspect })) {
        const index = audiences.indexOf(DEMO_AUDIENCE);
        const message = `a client of the example API ${elsewhere}`;
        if (index >= 0)
          problems.push(at('clients', [...path, key, index], message, 'Remove the client, or give it an API of your own.'));
      }
      const keys = authentication?.method === 'private_key_jwt' ? (authentication.jwks?.keys ?? []) : [];
      const index = keys.findIndex(({ x }) => x === DEMO_KEY_X);
      if (index >= 0) {
        const key = [...path, 'authentication', 'jwks', 'keys', index];
        problems.push(at('clients', key, `the shipped key ${elsewhere}`, 'Make a key of your own: clients.yaml says how.'));
      }
      return problems;
    }),
    ...accounts
      .filter(({ value }) => value.password_hash !== undefined && DEMO_PASSWORD_HASHES.includes(value.password_hash))
      .map(({ path }) => {
        const fix = 'Remove the person, or give them a password of their own: accounts.yaml says how.';
        return at('accounts', [...path, 'password_hash'], `this password is published: it ${elsewhere}`, fix);
      }),
  ];
}
