import { expect } from 'chai';
import fc from 'fast-check';

import { readUserAgent } from '../../../../server/http/user-agent.ts';

describe('readUserAgent: what a device says it is, for people (RFC 9110, section 10.1.5)', () => {
  for (const [header, parts] of [
    ['countersign/0.1.0 (linux x64)', { program: 'countersign 0.1.0', system: 'Linux' }],
    ['countersign/1.2.3 (win32; Windows 11)', { program: 'countersign 1.2.3', system: 'Windows' }],
    ['curl/8.5.0', { program: 'curl 8.5.0' }],
    ['okhttp/4.12 (Android 14; Linux)', { program: 'okhttp 4.12', system: 'Android' }],
    ['MyTool/2 Darwin/23.1', { program: 'MyTool 2', system: 'macOS' }],
    ['something else', { program: 'something else' }],
    ['', undefined],
  ] as const) {
    it(`${JSON.stringify(header)} → ${JSON.stringify(parts)}`, () => expect(readUserAgent(header)).to.deep.equal(parts));
  }

  it('is never longer than a line, and adds nothing that the device did not say but the name of a system', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 400 }), (header) => {
        const { program, system = '' } = readUserAgent(header)!;
        expect(program.length).to.be.at.most(65);
        expect([header, header.replace('/', ' ')].some((text) => text.startsWith(program))).to.be.true;
        expect(['', 'Windows', 'macOS', 'Android', 'iOS', 'Linux']).to.include(system);
      }),
    );
  });
});
