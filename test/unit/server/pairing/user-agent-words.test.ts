import { expect } from 'chai';
import fc from 'fast-check';

import { userAgentWords } from '../../../../server/pairing/user-agent-words.ts';

describe('userAgentWords: what a device says it is, in words (RFC 9110, section 10.1.5)', () => {
  for (const [header, words] of [
    ['countersign/0.1.0 (linux x64)', 'countersign 0.1.0 on Linux'],
    ['countersign/1.2.3 (win32; Windows 11)', 'countersign 1.2.3 on Windows'],
    ['curl/8.5.0', 'curl 8.5.0'],
    ['okhttp/4.12 (Android 14; Linux)', 'okhttp 4.12 on Android'],
    ['MyTool/2 Darwin/23.1', 'MyTool 2 on macOS'],
    ['something else', 'something else'],
    ['', ''],
  ] as const) {
    it(`${JSON.stringify(header)} → ${JSON.stringify(words)}`, () => expect(userAgentWords(header)).to.equal(words));
  }

  it('is never longer than a line, and adds nothing that the device did not say but the name of a system', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (header) => {
        const words = userAgentWords(header);
        expect(words.length).to.be.at.most(75);
        const said = words.replace(/ on (?:Windows|macOS|Android|iOS|Linux)$/, '');
        expect([header, header.replace('/', ' ')].some((text) => text.startsWith(said))).to.be.true;
      }),
    );
  });
});
