import { expect } from 'chai';

import { configCheck } from '../../../../server/admin/config-check.ts';
import { configSchema } from '../../../../server/admin/config-schema.ts';
import { folderOf, GOOD_FILES } from '../../../support/settings-files.ts';

const deps = { folder: 'config', overrides: {}, environment: {}, readFile: folderOf(GOOD_FILES) };

describe('config check', () => {
  it('says what is in files that are in order', async () => {
    expect(await configCheck(deps)).to.deep.equal({ exitCode: 0, lines: ['config/ is fine: 1 client, 1 API, 1 person.'] });
  });

  it('prints every problem and their number, and fails', async () => {
    const readFile = folderOf({ ...GOOD_FILES, 'countersign.yaml': 'prot: 1\nissuer: login\n' });
    expect(await configCheck({ ...deps, readFile })).to.deep.equal({
      exitCode: 1,
      lines: [
        'config/countersign.yaml:1:1 prot: nothing here is called "prot". Did you mean "port"?',
        'config/countersign.yaml:2:9 issuer: this is no web address. Write https:// and the host: https://login.example.com.',
        '2 problems',
      ],
    });
  });

  it('adds what the engine says about the clients, once the files are in order', async () => {
    const outcome = await configCheck({
      ...deps,
      validateClients: ({ clientsById }) =>
        Promise.resolve(
          [...clientsById.values()].map(({ writtenAt }) => ({ ...writtenAt, message: 'the engine says no.', fix: 'Ask it.' })),
        ),
    });
    expect(outcome).to.deep.equal({
      exitCode: 1,
      lines: ['config/clients.yaml:2:5 clients[0]: the engine says no. Ask it.', '1 problem'],
    });
  });

  it('does not ask the engine about files that are not in order', async () => {
    const readFile = folderOf({ ...GOOD_FILES, 'clients.yaml': 'clients: 1\n' });
    const outcome = await configCheck({ ...deps, readFile, validateClients: () => Promise.reject(new Error('asked')) });
    expect(outcome.lines.at(-1)).to.equal('1 problem');
  });
});

describe('config schema', () => {
  it('writes one JSON Schema for each file and says which', async () => {
    const written = new Map<string, string>();
    const outcome = await configSchema({
      folder: 'config',
      writeFile: (path, text) => {
        written.set(path, text);
        return Promise.resolve();
      },
    });
    expect(outcome).to.deep.equal({ exitCode: 0, lines: [...written.keys(), '4 schemas written.'] });
    expect([...written.keys()]).to.deep.equal(
      ['countersign', 'clients', 'apis', 'accounts'].map((name) => `config/schema/${name}.schema.json`),
    );
  });
});
