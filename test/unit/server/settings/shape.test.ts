import { generateKeyPairSync } from 'node:crypto';

import { expect } from 'chai';

import { GOOD_FILES, problemsOf, SOME_HASH } from '../../../support/settings-files.ts';

/** One client on lines 2 and following; its keys begin in column 5. */
const client = (...lines: string[]): { 'clients.yaml': string } => ({
  'clients.yaml': ['clients:', `  - ${lines[0] ?? ''}`, ...lines.slice(1).map((line) => `    ${line}`), ''].join('\n'),
});

const REST = ['name: X', 'grants: [device_code]', 'apis: [urn:example:builds]'];
const PUBLIC = [...REST, 'authentication: { method: none }'];

describe('settings of the wrong shape are refused, with the position and the fix', () => {
  it('takes the good files as they are', async () => {
    expect(await problemsOf({})).to.deep.equal([]);
  });

  for (const [what, files, ...problems] of [
    [
      'an unknown word',
      client('id: x', 'name: X', 'authentication: { method: none }', 'grants: [device]', 'apis: [urn:example:builds]'),
      'config/clients.yaml:5:14 clients[0].grants[0]: "device" is no grant type. Write device_code, refresh_token or client_credentials.',
    ],
    [
      'a misspelt key, and the one it should have been',
      client('id: x', 'nmae: X', ...PUBLIC.slice(1)),
      'config/clients.yaml:2:5 clients[0].name: this is missing. Add "name": a text.',
      'config/clients.yaml:3:5 clients[0].nmae: nothing here is called "nmae". Did you mean "name"?',
    ],
    [
      'a number as an id',
      client('id: 12', ...PUBLIC),
      'config/clients.yaml:2:9 clients[0].id: a number stands where a text belongs. Put it in quotes.',
    ],
    [
      'a way to authenticate that there is not',
      client('id: x', ...REST, 'authentication: { method: password }'),
      'config/clients.yaml:6:31 clients[0].authentication.method: "password" is none of the kinds there are. Write none, private_key_jwt or client_secret_basic.',
    ],
    [
      'no way to authenticate',
      client('id: x', ...REST, 'authentication: {}'),
      'config/clients.yaml:6:21 clients[0].authentication.method: this is missing. Add "method": none, private_key_jwt or client_secret_basic.',
    ],
    [
      'something twice in a list',
      client(
        'id: x',
        'name: X',
        'authentication: { method: none }',
        'grants: [device_code, device_code]',
        'apis: [urn:example:builds]',
      ),
      'config/clients.yaml:5:27 clients[0].grants[1]: "device_code" stands in this list twice. Remove one of them.',
    ],
    [
      'a duration without a unit',
      client('id: x', ...PUBLIC, 'lifetimes: { interval: "5" }'),
      'config/clients.yaml:7:28 clients[0].lifetimes.interval: "5" is no duration. Write a whole number and s, m, h or d: 5s, 10m, 12h, 30d (at most 3650d).',
    ],
    [
      'a device code that lives for hours',
      client('id: x', ...PUBLIC, 'lifetimes: { device_code: 31m }'),
      'config/clients.yaml:7:31 clients[0].lifetimes.device_code: a code that lives so long can be guessed, or talked out of someone. Write 30m or less.',
    ],
    [
      'an access token that lives for days',
      client('id: x', ...PUBLIC, 'lifetimes: { access_token: 2d }'),
      'config/clients.yaml:7:32 clients[0].lifetimes.access_token: an access token cannot be taken back before it expires. Write 1d or less.',
    ],
    [
      '"yes", which is no boolean in YAML 1.2',
      client('id: x', ...PUBLIC, 'verification_uri_complete: yes'),
      'config/clients.yaml:7:32 clients[0].verification_uri_complete: a text stands where true or false belongs. Write true or false, without quotes.',
    ],
    [
      'room for no device',
      client('id: x', ...PUBLIC, 'devices: { max: 0 }'),
      'config/clients.yaml:7:21 clients[0].devices.max: this is too little. Write 1 or more.',
    ],
    [
      'a name that would turn the review page around (Unicode TR 36)',
      client('id: x', 'name: "a\\u202eb"', ...PUBLIC.slice(1)),
      'config/clients.yaml:3:11 clients[0].name: this is no line of text. Write 1 to 80 characters on one line, with no blanks around them and no control characters.',
    ],
    [
      'no client at all',
      { 'clients.yaml': '# nothing\n' },
      'config/clients.yaml:1:1: nothing stands where a map belongs. Write "key: value" lines, indented.',
    ],
    [
      'a list where there should be a key',
      { 'clients.yaml': '- id: x\n' },
      'config/clients.yaml:1:1: a list stands where a map belongs. Write "key: value" lines, indented.',
    ],
    [
      'an audience with a fragment (RFC 8707, section 2)',
      {
        'apis.yaml': GOOD_FILES['apis.yaml'].replace('urn:example:builds', 'urn:example:builds#x'),
        ...client(
          'id: x',
          'name: X',
          'authentication: { method: none }',
          'grants: [device_code]',
          'apis: ["urn:example:builds#x"]',
        ),
      },
      'config/apis.yaml:4:15 apis[0].audience: "urn:example:builds#x" is no absolute URI without a fragment. Write an address, or a name like urn:example:notes.',
      'config/clients.yaml:6:12 clients[0].apis[0]: "urn:example:builds#x" is no absolute URI without a fragment. Write an address, or a name like urn:example:notes.',
    ],
    [
      'a scope that means something else already (OpenID Connect Core, section 5.4)',
      { 'apis.yaml': GOOD_FILES['apis.yaml'].replace('builds:read', 'openid') },
      'config/apis.yaml:7:17 apis[0].scopes[0].name: "openid" belongs to OpenID Connect. Write a name of your own without blanks and quotes, as notes:read.',
    ],
    [
      'a scope with a blank (RFC 6749, section 3.3)',
      { 'apis.yaml': GOOD_FILES['apis.yaml'].replace('builds:read', '"builds read"') },
      'config/apis.yaml:7:17 apis[0].scopes[0].name: "builds read" is no scope. Write a name of your own without blanks and quotes, as notes:read.',
    ],
    [
      'a sentence that is not there in English, the language of everybody else',
      { 'apis.yaml': GOOD_FILES['apis.yaml'].replace('description: See builds', 'description: { de: Builds sehen }') },
      'config/apis.yaml:7:43 apis[0].scopes[0].description.en: this is missing. Add "en": a text.',
    ],
    [
      'a sentence in a language that the pages do not speak',
      { 'apis.yaml': GOOD_FILES['apis.yaml'].replace('description: See builds', 'description: { en: See builds, fr: Voir }') },
      'config/apis.yaml:7:61 apis[0].scopes[0].description.fr: nothing here is called "fr". Write en, de or es.',
    ],
    [
      'a sentence that is none, and one that turns the page around (Unicode TR 36)',
      {
        'apis.yaml': GOOD_FILES['apis.yaml']
          .replace('description: See builds', 'description: 5')
          .replace('description: Ship builds', 'description: { en: "Ship\\u202Ebuilds" }'),
      },
      'config/apis.yaml:7:43 apis[0].scopes[0].description: a number stands where a text belongs. Put it in quotes.',
      'config/apis.yaml:8:49 apis[0].scopes[1].description.en: this is no line of text. Write 1 to 200 characters on one line, with no blanks around them and no control characters.',
    ],
    [
      'a role with a blank in its name',
      { 'apis.yaml': GOOD_FILES['apis.yaml'].replace('roles:\n', 'roles:\n  a b: x\n') },
      'config/apis.yaml:2:8 roles.a b: "a b" is no role. Write 1 to 64 letters, digits and . : _ -.',
    ],
    [
      'a scope for nobody',
      { 'apis.yaml': GOOD_FILES['apis.yaml'].replace('[release]', '[]') },
      'config/apis.yaml:8:63 apis[0].scopes[1].roles: this list is empty. Write at least 1 entry, or leave the key out if you may.',
    ],
    [
      'a weak password hash (OWASP Password Storage Cheat Sheet)',
      { 'accounts.yaml': GOOD_FILES['accounts.yaml'].replace('m=19456', 'm=7167') },
      'config/accounts.yaml:2:64 accounts[0].password_hash: this is no argon2id hash, or a weak one. Write an argon2id hash ($argon2id$v=19$m=19456,t=2,p=1$…); accounts.yaml says how to make one.',
    ],
  ] as const) {
    it(what, async () => {
      expect(await problemsOf(files)).to.deep.equal(problems);
    });
  }
});

describe('countersign.yaml of the wrong shape is refused', () => {
  for (const [line, problem] of [
    ['port: 65536', '2:7 port: this is too much. Write 65535 or less.'],
    ['port: 80.5', '2:7 port: a number stands where a whole number belongs. Write a whole number, without quotes.'],
    [
      'host: my machine',
      '2:7 host: this is no address to listen on. Write 127.0.0.1, ::1, localhost, or 0.0.0.0 or :: for every network.',
    ],
    [
      'user_code: { length: 6 }',
      '2:22 user_code.length: so short a code can be guessed: it has less than 30 bits. Write 7 or more; 8 is a good length.',
    ],
    [
      'web_session: { kind: saml }',
      '2:22 web_session.kind: "saml" is none of the kinds there are. Write accounts, host_jwt, openid or proxy.',
    ],
    ['log: { level: INFO }', '2:15 log.level: "INFO" is no log level. Did you mean "info"?'],
    [
      'trusted_proxies: [10.0.0.0/33]',
      '2:19 trusted_proxies[0]: "10.0.0.0/33" is no address and no CIDR block. Write 10.0.0.7, 10.0.0.0/8, fd00::/8, loopback, linklocal or uniquelocal.',
    ],
    [
      'trusted_proxies: [0.0.0.0/0]',
      '2:19 trusted_proxies[0]: "0.0.0.0/0" is no address and no CIDR block. Write 10.0.0.7, 10.0.0.0/8, fd00::/8, loopback, linklocal or uniquelocal.',
    ],
    [
      'brand: { support_url: "javascript:alert(1)" }',
      '2:23 brand.support_url: "javascript:alert(1)" is no address where people find help. Write https://example.com/help or mailto:help@example.com.',
    ],
  ] as const) {
    it(line, async () => {
      const found = await problemsOf({ 'countersign.yaml': `issuer: https://login.example.com\n${line}\n` });
      expect(found).to.deep.equal([`config/countersign.yaml:${problem}`]);
    });
  }

  it('a 7-letter code is long enough (RFC 8628, section 5.1): 20^7 is more than 30 bits', async () => {
    expect(
      await problemsOf({ 'countersign.yaml': 'issuer: https://login.example.com\nuser_code: { length: 7 }\n' }),
    ).to.deep.equal([]);
  });

  it('an issuer that is plain http elsewhere, with a path, or nothing at all', async () => {
    const problemFor = async (issuer: string) => (await problemsOf({ 'countersign.yaml': `issuer: ${issuer}\n` }))[0];
    expect(await problemFor('http://login.example.com')).to.equal(
      'config/countersign.yaml:1:9 issuer: codes and tokens must not travel in clear. Write https://login.example.com; plain http is for localhost, 127.0.0.1 and [::1] only.',
    );
    expect(await problemFor('https://login.example.com/auth')).to.equal(
      'config/countersign.yaml:1:9 issuer: an issuer has no path, query, fragment or user. Write https://login.example.com.',
    );
    expect(await problemFor('login')).to.equal(
      'config/countersign.yaml:1:9 issuer: this is no web address. Write https:// and the host: https://login.example.com.',
    );
  });
});

describe('secrets stay out of files and out of problems', () => {
  const SECRET = 'hunter2-hunter2-hunter2-hunter2';

  it('a client secret in clear is refused and not repeated', async () => {
    const found = await problemsOf(
      client('id: x', ...REST, `authentication: { method: client_secret_basic, secret: ${SECRET} }`),
    );
    expect(found).to.deep.equal([
      'config/clients.yaml:6:60 clients[0].authentication.secret: a secret does not belong in this file. Write where it is: env:NAME for an environment variable, file:PATH for a file.',
    ]);
  });

  it('a storage URL that will not do is not repeated, for it may hold a password', async () => {
    const [problem, ...more] = await problemsOf({
      'countersign.yaml': `issuer: https://login.example.com\nstorage: redi://:${SECRET}@h\n`,
    });
    expect(problem).to.match(/^config\/countersign\.yaml:2:10 storage: this is no storage\. Write sqlite:PATH/);
    expect([problem, ...more].join('\n')).to.not.include('hunter2');
    expect(more).to.deep.equal([]);
  });

  it('what looks like a hash and is none is not repeated', async () => {
    const found = await problemsOf({ 'accounts.yaml': GOOD_FILES['accounts.yaml'].replace(SOME_HASH, SECRET) });
    expect(found).to.have.length(1);
    expect(found[0]).to.include('accounts[0].password_hash').and.not.include('hunter2');
  });

  it('a private key is refused and not repeated (RFC 7517)', async () => {
    const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
    const found = await problemsOf(
      client('id: x', ...REST, `authentication: { method: private_key_jwt, jwks: { keys: [${JSON.stringify(jwk)}] } }`),
    );
    expect(found).to.deep.equal([
      'config/clients.yaml:6:63 clients[0].authentication.jwks.keys[0]: this is a private key. Take it out of use, make a new pair, and write only the public half here.',
    ]);
  });

  it('a key that is none, and an RSA key of 1024 bits (RFC 7518, section 3.3)', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    const found = await problemsOf(
      client(
        'id: x',
        ...REST,
        'authentication:',
        '  method: private_key_jwt',
        '  jwks:',
        '    keys:',
        '      - { kty: EC }',
        `      - ${JSON.stringify(short)}`,
      ),
    );
    expect(found).to.deep.equal([
      'config/clients.yaml:10:13 clients[0].authentication.jwks.keys[0]: this is no public key. Write a JSON Web Key, as {kty: EC, crv: P-256, x: …, y: …} (RFC 7517).',
      'config/clients.yaml:11:13 clients[0].authentication.jwks.keys[1]: this RSA key is too short. Make one of 2048 bits or more.',
    ]);
  });
});
