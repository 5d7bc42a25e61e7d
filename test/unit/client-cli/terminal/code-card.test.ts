import { expect } from 'chai';
import { codeCard, codeSentences } from '../../../../client-cli/terminal/code-card.ts';
import type { Verification } from '../../../../client-cli/terminal/code-card.ts';
import type { Look } from '../../../../client-cli/terminal/look.ts';

const verification: Verification = {
  ...{
    kind: 'verification',
    resumed: false,
    userCode: 'WDJB-MJHT',
    issuer: 'https://id.example',
    clientId: 'console',
    resource: undefined,
    otherHosts: [],
  },
  ...{ verificationUri: 'https://id.example/device', verificationUriComplete: undefined, interval: 5, expiresIn: 600 },
  ...{ scopes: ['notes:read', 'notes:write', 'offline_access'], expiresAt: 0 },
};
const look = (columns: number, rows = 50): Look => ({
  ...{ interactive: true, columns, rows, animation: true, unicode: true },
  paint: (_style, text) => text,
});
const qr = Array.from({ length: 16 }, () => '█'.repeat(33));

describe('the card with the code (RFC 8628, sections 3.3 and 5.4)', () => {
  for (const columns of [40, 80, 200]) {
    it(`fits into ${columns} columns, with nothing cut`, () => {
      const card = codeCard(verification, look(columns), qr, { always: false });
      expect(Math.max(...card.map((line) => line.length))).to.be.below(columns);
      expect(card.join('\n')).to.include('https://id.example/device').and.include('│   WDJB-MJHT   │');
    });
  }

  it('says on one line how long the code is good, also beside a QR code', () => {
    expect(codeCard(verification, look(80), qr, { always: false }).join('\n')).to.match(
      /^ {2}Good until \d\d:\d\d \(10 minutes\)/m,
    );
  });

  it('never breaks an address, so that it can be copied', () => {
    const verificationUri = `https://id.example/${'long/'.repeat(12)}device`;
    expect(codeCard({ ...verification, verificationUri }, look(40), [], { always: false })).to.include(`     ${verificationUri}`);
  });

  it('puts the QR code beside the text where there is room, below it where there is not', () => {
    expect(codeCard(verification, look(80), qr, { always: false })[1]).to.match(/^ {2}Log in.*█$/);
    expect(codeCard(verification, look(40), qr, { always: false })[1]).not.to.include('█');
  });

  it('leaves the QR code out where it would push the code off the screen, unless asked for', () => {
    expect(codeCard(verification, look(40, 24), qr, { always: false }).join('')).not.to.include('█');
    expect(codeCard(verification, look(40, 24), qr, { always: true }).join('')).to.include('█');
  });

  it('says in each form: only if you started this', () => {
    expect(codeCard(verification, look(80), [], { always: false }).join(' ')).to.include(
      'Only go on if you started this yourself.',
    );
    expect(codeSentences(verification, { spelled: false })).to.include(
      'Only go on if you started this yourself. Whoever sent you this code could get into your account.',
    );
  });

  it('points out endpoints elsewhere that somebody gave, or put into the profile', () => {
    const elsewhere = { ...verification, otherHosts: ['evil.example', 'id.example:8443'] };
    const said =
      'The login itself goes to evil.example and id.example:8443, not to id.example. Go on only if you know that host.';
    expect(codeSentences(elsewhere, { spelled: false }).at(-1)).to.equal(said);
    expect(codeCard(elsewhere, look(200), [], { always: false }).join(' ').replace(/\s+/g, ' ')).to.include(said);
  });

  it('points out a page that is on another host than the issuer', () => {
    const foreign = { ...verification, verificationUri: 'https://evil.example/device' };
    expect(codeSentences(foreign, { spelled: false }).at(-1)).to.equal(
      'The page is on evil.example, not on id.example. Go on only if you know that page.',
    );
    expect(codeSentences(verification, { spelled: false }).join(' ')).not.to.include('Go on only if you know');
  });

  it('says in plain words what every server means by openid and offline_access', () => {
    const scopes = ['openid', 'offline_access', 'notes:read'];
    expect(codeSentences({ ...verification, scopes }, { spelled: false })).to.include(
      'It asks for: notes:read, who you are, staying logged in.',
    );
  });

  it('spells the code out for whoever listens', () => {
    expect(codeSentences(verification, { spelled: true })).to.include(
      'Spelled out: Whiskey, Delta, Juliett, Bravo, dash, Mike, Juliett, Hotel, Tango.',
    );
  });
});
