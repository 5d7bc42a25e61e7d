import { readFile } from 'node:fs/promises';

import { expect } from 'chai';

import { loadSettings } from '../../../../server/settings/load-settings.ts';
import type { LoadedSettings } from '../../../../server/settings/load-settings.ts';
import { readOverrides } from '../../../../server/settings/overrides.ts';
import { formatProblem } from '../../../../server/settings/problems.ts';
import { GOOD_FILES, problemsOf, SOME_HASH } from '../../../support/settings-files.ts';

/** The files as they are shipped, read from the repository. */
function loadShipped(environment: Readonly<Record<string, string>> = {}): Promise<LoadedSettings> {
  const { folder, overrides } = readOverrides(environment);
  return loadSettings({ folder, overrides, environment, readFile: (path) => readFile(path, 'utf8') });
}

describe('the shipped identities are let in on this machine only', () => {
  for (const issuer of ['http://localhost:8628', 'http://127.0.0.1:9000', 'http://[::1]:9000', 'https://localhost']) {
    it(`${issuer} takes the shipped files as they are`, async () => {
      expect((await loadShipped({ COUNTERSIGN_ISSUER: issuer })).kind).to.equal('loaded');
    });
  }

  it('https://login.example.com refuses every person, client, key and API of them, each with its place', async () => {
    const loaded = await loadShipped({ COUNTERSIGN_ISSUER: 'https://login.example.com' });
    const problems = loaded.kind === 'refused' ? loaded.problems : [];
    expect(problems.map(({ file, path }) => `${file} ${path}`)).to.deep.equal([
      'config/apis.yaml apis[0].audience',
      'config/clients.yaml clients[0].apis[0]',
      'config/clients.yaml clients[1].apis[0]',
      'config/clients.yaml clients[2].apis[0]',
      'config/clients.yaml clients[3].authentication.jwks.keys[0]',
      'config/clients.yaml clients[3].apis[0]',
      'config/accounts.yaml accounts[0].password_hash',
      'config/accounts.yaml accounts[1].password_hash',
    ]);
    for (const problem of problems) {
      expect(formatProblem(problem)).to.match(
        /:\d+:\d+ .* is for trying out on localhost, and the issuer is https:\/\/login\.example\.com\. \S/,
      );
    }
  });

  it('knows a published password by its hash, whatever the person is called and wherever the hash is kept', async () => {
    const shipped = await loadShipped();
    const alice = shipped.kind === 'loaded' ? shipped.settings.accountsById.get('alice')?.passwordHash : undefined;
    expect(alice).to.be.a('string');
    for (const hash of [alice ?? '', 'env:CAROLS_HASH', 'file:carol.hash']) {
      const files = { 'accounts.yaml': GOOD_FILES['accounts.yaml'].replace(SOME_HASH, hash) };
      const world = { environment: { CAROLS_HASH: alice ?? '' }, more: { 'carol.hash': `${alice ?? ''}\n` } };
      expect(await problemsOf(files, world)).to.deep.equal([
        'config/accounts.yaml:2:64 accounts[0].password_hash: this password is published: it is for trying out on localhost, and the issuer is https://login.example.com. Remove the person, or give them a password of their own: accounts.yaml says how.',
      ]);
    }
  });

  it('has nothing against somebody else’s alice, or a console for another API', async () => {
    const files = {
      'accounts.yaml': GOOD_FILES['accounts.yaml'].replace('carol', 'alice'),
      'clients.yaml': GOOD_FILES['clients.yaml'].replace('deployer', 'console'),
    };
    expect(await problemsOf(files)).to.deep.equal([]);
  });

  it('refuses the API that only asks about tokens of the example API, too', async () => {
    const audience = 'urn:countersign:example:notes';
    const files = {
      'apis.yaml': `${GOOD_FILES['apis.yaml']}  - { audience: ${audience}, name: N, scopes: [{ name: x, description: X }] }\n`,
      'clients.yaml': `clients:\n  - { id: a, name: A, grants: [], introspect: [${audience}], authentication: { method: client_secret_basic, secret: env:S } }\n`,
    };
    const found = await problemsOf(files, { environment: { S: 'x'.repeat(22) } });
    expect(found.map((line) => line.replace(/:\d+:\d+ (\S+): .*$/, ' $1'))).to.deep.equal([
      'config/apis.yaml apis[1].audience',
      'config/clients.yaml clients[0].introspect[0]',
    ]);
  });
});

describe('the shipped passwords are the documented ones', () => {
  it('alice / wonderland, bob / builder', async () => {
    const { verify } = await import('@node-rs/argon2');
    const loaded = await loadShipped();
    const people = loaded.kind === 'loaded' ? loaded.settings.accountsById : undefined;
    expect(await verify(people?.get('alice')?.passwordHash ?? '', 'wonderland')).to.equal(true);
    expect(await verify(people?.get('bob')?.passwordHash ?? '', 'builder')).to.equal(true);
    expect([people?.get('alice')?.roles, people?.get('bob')?.roles]).to.deep.equal([['owner'], ['viewer']]);
  });
});
