import { expect } from 'chai';

import { readOverrides } from '../../../../server/settings/overrides.ts';
import { problemsOf, settingsOf } from '../../../support/settings-files.ts';

const LOCAL = { 'countersign.yaml': 'issuer: http://localhost:8628\n' };

describe('the environment and the command line beat the file', () => {
  it('every variable does', async () => {
    const settings = await settingsOf(
      {},
      {
        environment: {
          PORT: '9000',
          COUNTERSIGN_ISSUER: 'https://other.example.com/',
          COUNTERSIGN_HOST: '0.0.0.0',
          COUNTERSIGN_STORAGE: 'redis://:pw@127.0.0.1:6379/1',
          LOG_LEVEL: 'debug',
        },
      },
    );
    expect(settings).to.deep.include({
      port: 9000,
      issuer: 'https://other.example.com',
      host: '0.0.0.0',
      storage: 'redis://:pw@127.0.0.1:6379/1',
      log: { level: 'debug' },
    });
  });

  it('a flag beats a variable', async () => {
    const settings = await settingsOf({}, { environment: { PORT: '9000' }, flags: { port: '9001', storage: 'sqlite::memory:' } });
    expect(settings).to.include({ port: 9001, storage: 'sqlite::memory:' });
  });

  it('an empty variable counts as none, as compose files leave them', async () => {
    expect(await settingsOf(LOCAL, { environment: { PORT: '', COUNTERSIGN_ISSUER: ' ' } })).to.include({
      port: 8628,
      issuer: 'http://localhost:8628',
    });
    expect(readOverrides({ COUNTERSIGN_CONFIG: '' }).folder).to.equal('config');
  });

  it('COUNTERSIGN_CONFIG and --config choose the folder', () => {
    expect(readOverrides({ COUNTERSIGN_CONFIG: '/etc/countersign' }).folder).to.equal('/etc/countersign');
    expect(readOverrides({ COUNTERSIGN_CONFIG: '/etc/countersign' }, { config: './mine' }).folder).to.equal('./mine');
  });

  it('what is wrong with them is said of the variable or the flag, not of the file', async () => {
    const environment = {
      COUNTERSIGN_STORAGE: 'mysql://root:hunter2@h',
      COUNTERSIGN_ISSUER: 'http://login.example.com',
      LOG_LEVEL: 'loud',
    };
    expect(await problemsOf({}, { environment, flags: { port: '0x50' } })).to.deep.equal([
      'COUNTERSIGN_ISSUER: codes and tokens must not travel in clear. Write https://login.example.com; plain http is for localhost, 127.0.0.1 and [::1] only.',
      '--port: a text stands where a whole number belongs. Write a whole number, without quotes.',
      'COUNTERSIGN_STORAGE: this is no storage. Write sqlite:PATH, redis://…, rediss://…, redis+sentinel://… or redis+cluster://…, or env:NAME or file:PATH to keep its password elsewhere.',
      'LOG_LEVEL: "loud" is no log level. Write error, warn, info or debug.',
    ]);
  });

  for (const port of ['0', '65536', '-1', '8e3', 'http']) {
    it(`PORT=${port} is refused`, async () => {
      const found = await problemsOf(LOCAL, { environment: { PORT: port } });
      expect(found).to.have.length(1);
      expect(found[0]).to.match(/^PORT: /);
    });
  }
});

describe('a default issuer follows an overridden port', () => {
  it('whether it is written or left out', async () => {
    for (const text of ['issuer: http://localhost:8628\n', 'log: { level: info }\n']) {
      const settings = await settingsOf({ 'countersign.yaml': text }, { environment: { PORT: '9000' } });
      expect(settings).to.include({ issuer: 'http://localhost:9000', port: 9000 });
    }
  });

  it('but not one that was chosen', async () => {
    const environment = { PORT: '9000' };
    expect(await settingsOf({}, { environment })).to.include({ issuer: 'https://login.example.com', port: 9000 });
    expect(await settingsOf({ 'countersign.yaml': 'issuer: http://localhost:7000\n' }, { environment })).to.include({
      issuer: 'http://localhost:7000',
    });
    expect(await settingsOf(LOCAL, { environment: { ...environment, COUNTERSIGN_ISSUER: 'http://localhost:8628' } })).to.include({
      issuer: 'http://localhost:8628',
    });
  });

  it('and not a port of the file, which is the admin’s business', async () => {
    expect(await settingsOf({ 'countersign.yaml': 'port: 9000\n' })).to.include({ issuer: 'http://localhost:8628', port: 9000 });
  });
});
