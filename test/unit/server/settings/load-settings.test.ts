import { generateKeyPairSync } from 'node:crypto';

import { expect } from 'chai';

import { FrozenMap } from '../../../../server/settings/frozen.ts';
import { GOOD_FILES, problemsOf, settingsOf } from '../../../support/settings-files.ts';

describe('settings are complete: what no file says is filled in', () => {
  it('the server', async () => {
    const { clientsById, apisByAudience, rolesByName, accountsById, ...server } = await settingsOf({});
    expect(server).to.deep.equal({
      folder: 'config',
      issuer: 'https://login.example.com',
      issuerIsLocal: false,
      host: undefined,
      port: 8628,
      storage: 'sqlite:./data/countersign.sqlite',
      trustedProxies: [],
      webSession: { kind: 'accounts', lifetime: 43_200, consolesEndOn: ['lock'] },
      userCode: { length: 8, group: 4 },
      lifetimes: { deviceCode: 600, interval: 5, accessToken: 600, refreshToken: 2_592_000, refreshTokenMax: 15_552_000 },
      guessLimits: { perAccount: 10, perNetwork: 60, overall: 125 },
      deviceRequests: { perNetwork: 1000 },
      dpop: { requireNonce: false },
      log: { level: 'info' },
      brand: { productName: 'Countersign', supportUrl: undefined, logo: undefined, accent: undefined },
    });
    expect([clientsById.size, apisByAudience.size, rolesByName.size, accountsById.size]).to.deep.equal([1, 1, 1, 1]);
  });

  it('a client, with the scopes of its APIs, and the place where it is written', async () => {
    const { clientsById, lifetimes } = await settingsOf({});
    expect(clientsById.get('deployer')).to.deep.equal({
      id: 'deployer',
      name: 'Deployer',
      uri: undefined,
      authentication: { method: 'none' },
      grants: ['device_code', 'refresh_token'],
      apis: ['urn:example:builds'],
      scopes: ['builds:read', 'builds:ship'],
      tokens: 'either',
      pkce: 'optional',
      dpopJkt: 'optional',
      verificationUriComplete: true,
      approval: { sameNetwork: 'warn', signIn: { maxAge: undefined, acrValues: undefined }, confirmCode: false },
      lifetimes,
      introspect: [],
      devices: { max: 10, whenFull: 'refuse' },
      writtenAt: { file: 'config/clients.yaml', line: 2, column: 5, path: 'clients[0]' },
    });
  });

  it('an API, with its scopes in the order of the file', async () => {
    const text = `${GOOD_FILES['apis.yaml']}      - { name: a:purge, description: Purge, danger: true, step_up: { max_age: 5m, acr_values: [urn:mfa] } }\n`;
    const api = (await settingsOf({ 'apis.yaml': text })).apisByAudience.get('urn:example:builds');
    expect([...(api?.scopesByName.values() ?? [])]).to.deep.equal([
      { name: 'builds:read', description: 'See builds', danger: false, stepUp: undefined },
      { name: 'builds:ship', description: 'Ship builds', danger: false, roles: ['release'], stepUp: undefined },
      { name: 'a:purge', description: 'Purge', danger: true, stepUp: { maxAge: 300, acrValues: ['urn:mfa'] } },
    ]);
  });

  it('a client’s lifetimes beat those of countersign.yaml, and those the defaults', async () => {
    const { clientsById, lifetimes } = await settingsOf({
      'countersign.yaml': 'issuer: https://login.example.com\nlifetimes: { interval: 7s, access_token: 5m }\n',
      'clients.yaml': `${GOOD_FILES['clients.yaml']}    lifetimes: { access_token: 90s }\n`,
    });
    expect(lifetimes).to.include({ interval: 7, accessToken: 300, deviceCode: 600 });
    expect(clientsById.get('deployer')?.lifetimes).to.include({ interval: 7, accessToken: 90, deviceCode: 600 });
  });

  it('every client is bound to its key where DPoP is required', async () => {
    const { clientsById } = await settingsOf({
      'countersign.yaml': 'issuer: https://login.example.com\ndpop: { required: true }\n',
    });
    expect(clientsById.get('deployer')?.tokens).to.equal('dpop');
  });

  it('a local issuer listens to this machine only, unless told otherwise', async () => {
    expect(await settingsOf({ 'countersign.yaml': 'issuer: "http://[::1]:8628"\n' })).to.include({
      host: '::1',
      issuerIsLocal: true,
    });
    expect(await settingsOf({ 'countersign.yaml': 'host: 0.0.0.0\n' })).to.include({ host: '0.0.0.0', issuerIsLocal: true });
  });
});

describe('settings are frozen all the way down', () => {
  it('no object, list or map in them can be changed', async () => {
    let visited = 0;
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      visited += 1;
      expect(Object.isFrozen(node), path).to.equal(true);
      expect(node, path).to.not.be.instanceOf(Map);
      const children = node instanceof FrozenMap ? [...node] : Object.entries(node);
      for (const [key, child] of children) visit(child, `${path}.${String(key)}`);
    };
    visit(await settingsOf({}), 'settings');
    expect(visited).to.be.greaterThan(20);
  });
});

describe('what env:NAME, file:PATH and jwks_file stand for is put in place', () => {
  const client = (authentication: string): { 'clients.yaml': string } => ({
    'clients.yaml': GOOD_FILES['clients.yaml'].replace('{ method: none }', authentication),
  });
  const KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const JWK = KEY.publicKey.export({ format: 'jwk' });

  it('a client secret', async () => {
    const environment = { DEPLOYER: 'x'.repeat(22) };
    const { clientsById } = await settingsOf(client('{ method: client_secret_basic, secret: env:DEPLOYER }'), { environment });
    expect(clientsById.get('deployer')?.authentication).to.deep.equal({ method: 'client_secret_basic', secret: 'x'.repeat(22) });
  });

  it('public keys, in the file or beside it', async () => {
    const expected = { method: 'private_key_jwt', jwks: { keys: [JWK] } };
    const inside = await settingsOf(client(`{ method: private_key_jwt, jwks: ${JSON.stringify({ keys: [JWK] })} }`));
    const more = { 'deployer.jwks.json': JSON.stringify({ keys: [JWK] }) };
    const beside = await settingsOf(client('{ method: private_key_jwt, jwks_file: deployer.jwks.json }'), { more });
    expect(inside.clientsById.get('deployer')?.authentication).to.deep.equal(expected);
    expect(beside.clientsById.get('deployer')?.authentication).to.deep.equal(expected);
  });

  it('the storage, which may hold a password', async () => {
    const files = { 'countersign.yaml': 'issuer: https://login.example.com\nstorage: file:/run/secrets/redis\n' };
    const { storage } = await settingsOf(files, { more: { '/run/secrets/redis': 'rediss://:pw@redis.example.com\n' } });
    expect(storage).to.equal('rediss://:pw@redis.example.com');
  });

  for (const [what, authentication, problem] of [
    [
      'a variable that is not set',
      'method: client_secret_basic, secret: env:NOBODY',
      /secret: the environment variable "NOBODY" is not set\. Set it/,
    ],
    [
      'a file that is not there',
      'method: client_secret_basic, secret: file:gone',
      /secret: ".*gone": there is no such file\. Put the secret there/,
    ],
    [
      'a secret of 21 characters (RFC 6749, section 10.10)',
      'method: client_secret_basic, secret: env:SHORT',
      /secret: the secret kept there can be guessed/,
    ],
    ['a key file that is not there', 'method: private_key_jwt, jwks_file: gone', /jwks_file: ".*gone": there is no such file/],
    ['a key file that is not JSON', 'method: private_key_jwt, jwks_file: text', /jwks_file: the file is not JSON/],
    ['a key file without keys', 'method: private_key_jwt, jwks_file: empty', /jwks_file: the file is no set of public keys/],
    [
      'a key file with a private key',
      'method: private_key_jwt, jwks_file: private',
      /jwks_file: key "0" of the file: this is a private key\./,
    ],
  ] as const) {
    it(`${what} is a problem with a place`, async () => {
      const found = await problemsOf(client(`{ ${authentication} }`), {
        environment: { SHORT: 'hunter2'.repeat(3) },
        more: {
          text: 'not JSON',
          empty: '{"keys":[]}',
          private: JSON.stringify({ keys: [KEY.privateKey.export({ format: 'jwk' })] }),
        },
      });
      expect(found).to.have.length(1);
      expect(found[0])
        .to.match(/^config\/clients\.yaml:4:\d+ clients\[0\]\.authentication\./)
        .and.match(problem);
      expect(found[0]).to.not.include('hunter2');
    });
  }
});

describe('every problem of every file is found in one go', () => {
  it('in reading order, whatever else is wrong in the same entry', async () => {
    const found = await problemsOf({
      'countersign.yaml': 'issuer: http://login.example.com\nport: 0\nlifetimes: { interval: 10m }\n',
      'apis.yaml': GOOD_FILES['apis.yaml']
        .replace('builds:ship', 'builds:read')
        .replace('[release]', '[ship]')
        .replace('name: Builds', 'nam: Builds'),
      'clients.yaml': [
        'clients:',
        '  - id: a b',
        '    authentication: { method: none }',
        '    grants: [client_credentials]',
        '    apis: [urn:example:build, 7]',
        '    tokens: dpopp',
        '',
      ].join('\n'),
      'accounts.yaml': 'accounts:\n  - id: carol\n    id: dora\n    roles: [nobody]\n',
    });
    expect(found.map((line) => line.slice(0, line.indexOf(': ')))).to.deep.equal([
      'config/countersign.yaml:1:9 issuer',
      'config/countersign.yaml:2:7 port',
      'config/countersign.yaml:3:24 lifetimes.interval',
      'config/apis.yaml:4:5 apis[0].name',
      'config/apis.yaml:5:5 apis[0].nam',
      'config/apis.yaml:8:17 apis[0].scopes[1].name',
      'config/apis.yaml:8:64 apis[0].scopes[1].roles[0]',
      'config/clients.yaml:2:5 clients[0].name',
      'config/clients.yaml:2:9 clients[0].id',
      'config/clients.yaml:4:14 clients[0].grants[0]',
      'config/clients.yaml:5:12 clients[0].apis[0]',
      'config/clients.yaml:5:31 clients[0].apis[1]',
      'config/clients.yaml:6:13 clients[0].tokens',
      'config/accounts.yaml:2:5 accounts[0].name',
      'config/accounts.yaml:2:5 accounts[0].password_hash',
      'config/accounts.yaml:3:5',
      'config/accounts.yaml:4:13 accounts[0].roles[0]',
    ]);
  });

  it('no file at all is four sentences', async () => {
    const gone = { 'countersign.yaml': undefined, 'clients.yaml': undefined, 'apis.yaml': undefined, 'accounts.yaml': undefined };
    const found = await problemsOf(gone);
    expect(found).to.have.length(4);
    for (const line of found) expect(line).to.match(/^config\/\w+\.yaml: there is no such file\. Copy the shipped one/);
  });
});
