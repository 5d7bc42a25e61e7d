import { expect } from 'chai';

import { GOOD_FILES, problemsOf } from '../../../support/settings-files.ts';

const client = (...lines: string[]): { 'clients.yaml': string } => ({
  'clients.yaml': ['clients:', '  - id: x', '    name: X', ...lines.map((line) => `    ${line}`), ''].join('\n'),
});
const PUBLIC = 'authentication: { method: none }';
const APIS = 'apis: [urn:example:builds]';
const DEVICE = 'grants: [device_code, refresh_token]';

describe('names in one file exist in the other', () => {
  for (const [what, files, problem] of [
    [
      'an API of a client',
      client(PUBLIC, DEVICE, 'apis: [urn:example:builds, urn:example:build]'),
      'config/clients.yaml:6:32 clients[0].apis[1]: "urn:example:build" is no API of apis.yaml. Did you mean "urn:example:builds"?',
    ],
    [
      'a scope of a client',
      client(PUBLIC, DEVICE, APIS, 'scopes: [builds:read, notes:purge]'),
      'config/clients.yaml:7:27 clients[0].scopes[1]: "notes:purge" is no scope of the APIs of this client. Write builds:read or builds:ship.',
    ],
    [
      'a role of a scope',
      { 'apis.yaml': GOOD_FILES['apis.yaml'].replace('[release]', '[relaese]') },
      'config/apis.yaml:8:64 apis[0].scopes[1].roles[0]: "relaese" is no role of apis.yaml. Did you mean "release"?',
    ],
    [
      'a role of a person',
      { 'accounts.yaml': GOOD_FILES['accounts.yaml'].replace('[release]', '[release, admin]') },
      'config/accounts.yaml:2:48 accounts[0].roles[1]: "admin" is no role of apis.yaml. Write release.',
    ],
    [
      'a role when there is none',
      { 'apis.yaml': GOOD_FILES['apis.yaml'].replace('roles:\n  release: May ship\n', '').replace(', roles: [release]', '') },
      'config/accounts.yaml:2:39 accounts[0].roles[0]: "release" is no role of apis.yaml. There is none yet.',
    ],
    [
      'an API to introspect for',
      client('authentication: { method: client_secret_basic, secret: env:LONG }', DEVICE, APIS, 'introspect: [urn:other]'),
      'config/clients.yaml:7:18 clients[0].introspect[0]: "urn:other" is no API of apis.yaml. Write urn:example:builds.',
    ],
  ] as const) {
    it(what, async () => {
      expect(await problemsOf(files, { environment: { LONG: 'x'.repeat(40) } })).to.deep.equal([problem]);
    });
  }

  it('nobody guesses about names while the file they should be in cannot be read', async () => {
    expect(await problemsOf({ 'apis.yaml': 'roles: [\n' })).to.have.length(1);
    expect(await problemsOf({ 'apis.yaml': undefined })).to.deep.equal([
      'config/apis.yaml: there is no such file. Copy the shipped one, or point COUNTERSIGN_CONFIG to the right folder.',
    ]);
  });
});

describe('no two of a kind have one name', () => {
  const twice = (text: string, from: string): string => text + text.slice(text.indexOf(from));
  for (const [what, files, problem] of [
    [
      'clients',
      { 'clients.yaml': twice(GOOD_FILES['clients.yaml'], '  - id') },
      'config/clients.yaml:7:9 clients[1].id: another client is called "deployer" already. Rename or remove one of them.',
    ],
    [
      'APIs',
      { 'apis.yaml': twice(GOOD_FILES['apis.yaml'], '  - audience') },
      'config/apis.yaml:9:15 apis[1].audience: another API is called "urn:example:builds" already. Rename or remove one of them.',
    ],
    [
      'scopes of one API',
      { 'apis.yaml': GOOD_FILES['apis.yaml'].replace('builds:ship', 'builds:read') },
      'config/apis.yaml:8:17 apis[0].scopes[1].name: another scope of this API is called "builds:read" already. Rename or remove one of them.',
    ],
    [
      'people',
      { 'accounts.yaml': twice(GOOD_FILES['accounts.yaml'], '  - {') },
      'config/accounts.yaml:3:11 accounts[1].id: another person is called "carol" already. Rename or remove one of them.',
    ],
  ] as const) {
    it(what, async () => {
      expect(await problemsOf(files)).to.deep.equal([problem]);
    });
  }
});

describe('an entry makes sense as a whole', () => {
  const SECRET = 'authentication: { method: client_secret_basic, secret: env:LONG }';
  for (const [what, files, problem] of [
    [
      'refresh_token without device_code (RFC 6749, section 4.4.3)',
      client(SECRET, 'grants: [client_credentials, refresh_token]', APIS),
      'config/clients.yaml:5:34 clients[0].grants[1]: refresh_token without device_code: there is nothing to refresh. Add device_code, or remove refresh_token.',
    ],
    [
      'client_credentials for a public client (RFC 6749, section 4.4)',
      client(PUBLIC, 'grants: [client_credentials]', APIS),
      'config/clients.yaml:5:14 clients[0].grants[0]: client_credentials is not for a client that everybody can pretend to be. Authenticate it with private_key_jwt or client_secret_basic.',
    ],
    [
      'introspection for a public client (RFC 7662, section 2.1)',
      client(PUBLIC, DEVICE, APIS, 'introspect: [urn:example:builds]'),
      'config/clients.yaml:7:17 clients[0].introspect: introspection is not for a client that everybody can pretend to be. Authenticate it with private_key_jwt or client_secret_basic.',
    ],
    [
      'tokens for no API',
      client(PUBLIC, DEVICE),
      'config/clients.yaml:2:5 clients[0].apis: this client gets tokens, but for no API. Name an API of apis.yaml.',
    ],
    [
      'a client that may do nothing',
      client(PUBLIC, 'grants: []'),
      'config/clients.yaml:5:13 clients[0].grants: this client may do nothing. Give it a grant, or an API whose tokens it may introspect.',
    ],
    [
      'private_key_jwt without a key',
      client('authentication: { method: private_key_jwt }', DEVICE, APIS),
      'config/clients.yaml:4:21 clients[0].authentication: there is no public key. Write either jwks or jwks_file.',
    ],
    [
      'bearer tokens where DPoP is required (RFC 9449)',
      {
        ...client(PUBLIC, DEVICE, APIS, 'tokens: bearer'),
        'countersign.yaml': 'issuer: https://login.example.com\ndpop: { required: true }\n',
      },
      'config/clients.yaml:7:13 clients[0].tokens: countersign.yaml refuses bearer tokens ("dpop.required"), this client wants them. Write dpop or remove the key, or set dpop.required to false.',
    ],
    [
      'codes bound to a key, and tokens bound to none (RFC 9449)',
      client(PUBLIC, DEVICE, APIS, 'tokens: bearer', 'dpop_jkt: required'),
      'config/clients.yaml:8:15 clients[0].dpop_jkt: this client must bind its codes to a DPoP key, but its tokens to none. Write "tokens: dpop", or "dpop_jkt: optional".',
    ],
    [
      'a strong sign-in where people sign in with accounts.yaml, which knows none (OpenID Connect Core, section 2)',
      {
        ...client(PUBLIC, DEVICE, APIS, 'min_acr: mfa'),
        'countersign.yaml': 'issuer: https://login.example.com\nacr_levels: [pwd, mfa]\n',
      },
      'config/clients.yaml:7:14 clients[0].min_acr: nobody could approve this client: who signs in with accounts.yaml has no acr. Remove it, or let people sign in elsewhere: web_session in countersign.yaml.',
    ],
  ] as const) {
    it(what, async () => {
      expect(await problemsOf(files, { environment: { LONG: 'x'.repeat(40) } })).to.deep.equal([problem]);
    });
  }

  it('a class of sign-in that is not among the levels is told, and the one that was meant', async () => {
    const files = {
      ...client(PUBLIC, DEVICE, APIS, 'min_acr: pwdd'),
      'countersign.yaml': 'issuer: https://login.example.com\nacr_levels: [pwd, mfa]\n',
    };
    expect(await problemsOf(files)).to.include(
      'config/clients.yaml:7:14 clients[0].min_acr: "pwdd" is none of acr_levels in countersign.yaml. Did you mean "pwd"?',
    );
  });

  it('an API’s own client may have no grant, and only introspect', async () => {
    const files = client(SECRET, 'grants: []', 'introspect: [urn:example:builds]');
    expect(await problemsOf(files, { environment: { LONG: 'x'.repeat(40) } })).to.deep.equal([]);
  });
});

describe('lifetimes fit each other', () => {
  const server = (line: string): { 'countersign.yaml': string } => ({
    'countersign.yaml': `issuer: https://login.example.com\nlifetimes: { ${line} }\n`,
  });
  const POLL = 'Make interval much shorter than device_code: 5s and 10m.';
  for (const [what, files, ...problems] of [
    [
      'an interval as long as the device code (RFC 8628, section 3.2)',
      server('interval: 10m'),
      `config/countersign.yaml:2:24 lifetimes.interval: consoles poll every 10m, but a device code lives only 10m. ${POLL}`,
    ],
    ['an interval one second shorter', server('interval: 599s')],
    [
      'a client’s device code shorter than the interval it inherits',
      { ...server('interval: 1m'), ...client(PUBLIC, DEVICE, APIS, 'lifetimes: { device_code: 30s }') },
      `config/clients.yaml:7:31 clients[0].lifetimes.device_code: consoles poll every 1m, but a device code lives only 30s. ${POLL}`,
    ],
    [
      'an access token that outlives the refresh token',
      client(PUBLIC, DEVICE, APIS, 'lifetimes: { access_token: 2h, refresh_token: 1h }'),
      'config/clients.yaml:7:32 clients[0].lifetimes.access_token: an access token lives 2h, longer than the refresh token that renews it (1h). Make access_token shorter than refresh_token: 10m and 30d.',
    ],
    [
      'a refresh token that outlives the pairing',
      client(PUBLIC, DEVICE, APIS, 'lifetimes: { refresh_token: 181d }'),
      'config/clients.yaml:7:33 clients[0].lifetimes.refresh_token: an unused refresh token lives 181d, longer than a pairing may last (180d). Make refresh_token no longer than refresh_token_max: 30d and 180d.',
    ],
    [
      'equal ones are fine',
      client(PUBLIC, DEVICE, APIS, 'lifetimes: { access_token: 1h, refresh_token: 1h, refresh_token_max: 1h }'),
    ],
  ] as const) {
    it(what, async () => {
      expect(await problemsOf(files)).to.deep.equal(problems);
    });
  }
});
