import { expect } from 'chai';

import { takeApart } from '../../../../server/http/sentence.ts';

describe('takeApart: a value never reads as a part of what we say', () => {
  it('keeps words and values apart, in order', () => {
    expect(takeApart('Let {client} use {api}?', { client: 'Backup', api: 'Notes' })).to.deep.equal([
      { kind: 'words', text: 'Let ' },
      { kind: 'value', text: 'Backup' },
      { kind: 'words', text: ' use ' },
      { kind: 'value', text: 'Notes' },
      { kind: 'words', text: '?' },
    ]);
  });

  it('does not fill slots that stand in a value', () => {
    expect(takeApart('{client}', { client: '{api}', api: 'Notes' })).to.deep.equal([{ kind: 'value', text: '{api}' }]);
  });

  it('throws if a slot has no value', () => {
    expect(() => takeApart('Let {client} in?', {})).to.throw(TypeError, 'no value for {client}');
  });
});
