import { readdir, readFile } from 'node:fs/promises';

import { expect } from 'chai';

import { makeEditorSchemas } from '../../server/settings/editor-schemas.ts';

const STALE = 'is not what the settings code says any more: run "npm run config:schema" and commit what it writes';

describe('the JSON Schemas in config/schema are what the server checks with', () => {
  it('there are no others', async () => {
    expect((await readdir('config/schema')).toSorted()).to.deep.equal([...makeEditorSchemas().keys()].toSorted());
  });

  for (const [name, text] of makeEditorSchemas()) {
    it(`${name} is current`, async () => {
      const kept = await readFile(`config/schema/${name}`, 'utf8');
      expect(kept === text, `config/schema/${name} ${STALE}`).to.equal(true);
    });

    it(`${name} is named in the first line of its file, and describes every key of it`, async () => {
      const [firstLine] = (await readFile(`config/${name.replace('.schema.json', '.yaml')}`, 'utf8')).split('\n');
      expect(firstLine).to.equal(`# yaml-language-server: $schema=schema/${name}`);
      const { properties } = JSON.parse(text) as {
        properties: Record<string, { description?: string }>;
      };
      for (const [key, { description }] of Object.entries(properties)) {
        expect(description, key).to.be.a('string');
      }
    });
  }
});
