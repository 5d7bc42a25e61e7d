import { expect } from 'chai';
import { decodeJwt } from 'jose';

import { askForCode, poll, refresh } from '../support/http-console.ts';
import { createDpopKey } from '../support/dpop-key.ts';
import { pairDevice, signedIn } from '../support/pair-device.ts';
import type { Tokens } from '../support/pair-device.ts';
import { createPerson } from '../support/person.ts';
import type { Page, Person } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const idOf = (tokens: Tokens): string => String(decodeJwt(String(tokens.access_token)).device_id);

/** What a page says, without its tags. */
const textOf = ({ html }: Page): string => html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');

describe('/devices: a person sees their devices and ends them', () => {
  let server: ServerProcess;
  let alice: Person;

  beforeEach(async () => {
    server = await startServer();
    alice = await signedIn(server.issuer);
  });
  afterEach(() => server.stop());

  const lives = async (tokens: Tokens): Promise<boolean> =>
    (await refresh(server.issuer, tokens.refresh_token)).body.error !== 'invalid_grant';

  /** Sends a form of the page as it was shown, for the device with this id. */
  const submit = (person: Person, action: string, id: string, fields: Record<string, string> = {}): Promise<Page> =>
    person.submit(action, { device: id, ...fields });

  it('is for who is signed in, and leads there', async () => {
    const nobody = createPerson(server.issuer);
    const page = await nobody.open('/devices');
    expect(page.url).to.equal(`${server.issuer}/sign-in?return_to=/devices`);
    expect((await nobody.submit('/sign-in', { username: 'bob', password: 'builder' })).url).to.equal(`${server.issuer}/devices`);
  });

  it('is empty at first, and leads on', async () => {
    const page = await alice.open('/devices');
    expect(page.status).to.equal(200);
    expect(textOf(page)).to.include('No device has access').and.include('Enter a code');
    expect(page.headers.get('Cache-Control')).to.equal('no-store');
  });

  it('shows what a device is, what it may do, from where, and whether it is bound to a key', async () => {
    const key = await createDpopKey();
    const proof = await key.prove({ method: 'POST', url: `${server.issuer}/token`, token: '' }, { ath: undefined });
    const pending = await askForCode(server.issuer, { device_name: 'build box' }, { 'User-Agent': 'countersign/1.4 (linux)' });
    await alice.decide(pending.user_code, 'approve');
    expect((await poll(server.issuer, pending.device_code, {}, { DPoP: proof })).status).to.equal(200);
    const text = textOf(await alice.open('/devices'));
    for (const shown of [
      ...['build box', 'Example Console', 'Example Notes', '127.0.0.1', 'countersign 1.4 on Linux'],
      ...['Read your notes', 'Write and change your notes', 'The network that you are on now', 'With a code that you entered'],
      ...['Works only with a key', 'In 30 days, if it is not used'],
    ])
      expect(text).to.include(shown);
  });

  it('shows a device from its approval on: ended before it came, it never gets anything, and hears why', async () => {
    const pending = await askForCode(server.issuer, { device_name: 'phished' });
    const done = await alice.decide(pending.user_code, 'approve');
    expect(done.html).to.include('href="/devices"');
    const id = /name="device" value="([^"]+)"/.exec((await alice.open('/devices')).html)?.[1] ?? '';
    expect(textOf(await submit(alice, '/devices/end', id))).to.include('The access of phished has ended');
    const { status, body } = await poll(server.issuer, pending.device_code);
    expect(status).to.equal(400);
    expect(body).to.include({
      error: 'access_denied',
      error_description: 'this device was ended before it came for its tokens',
    });
    expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('access_denied');
    expect(textOf(await alice.open('/devices'))).to.include('No device has access');
  });

  it('ends one device, and no other', async () => {
    const [ending, staying] = [await pairDevice(server.issuer, alice), await pairDevice(server.issuer, alice)];
    await alice.open('/devices');
    const page = await submit(alice, '/devices/end', idOf(ending));
    expect(textOf(page)).to.include('has ended').and.include('within 10 minutes');
    expect(page.html).to.include(idOf(staying)).and.not.include(idOf(ending));
    expect(await lives(ending)).to.equal(false);
    expect(await lives(staying)).to.equal(true);
    expect((await alice.open('/device')).url, 'and the web session goes on').to.equal(`${server.issuer}/device`);
    const ended = server.events().filter(({ message }) => message === 'device.ended');
    expect(ended).to.have.length(1);
    expect(ended[0]).to.include({
      by: 'person',
      account: 'alice',
      client: 'console',
      pairing: idOf(ending),
      address: '127.0.0.1',
    });
  });

  it('ends all devices, awaited ones included, and nobody else’s', async () => {
    const bob = await signedIn(server.issuer, 'bob', 'builder');
    const [one, two, his] = [
      await pairDevice(server.issuer, alice),
      await pairDevice(server.issuer, alice),
      await pairDevice(server.issuer, bob),
    ];
    const awaited = await askForCode(server.issuer);
    await alice.decide(awaited.user_code, 'approve');
    await alice.open('/devices');
    expect(textOf(await alice.submit('/devices/end-all', {}))).to.include('All your devices have ended: 3');
    expect([await lives(one), await lives(two), await lives(his)]).to.deep.equal([false, false, true]);
    expect((await poll(server.issuer, awaited.device_code)).body.error).to.equal('access_denied');
  });

  it('renames a device, whatever the name looks like, and what cannot be seen is not in it', async () => {
    const tokens = await pairDevice(server.issuer, alice, { device_name: 'old' });
    for (const [typed, shown] of [
      ['My laptop', 'My laptop'],
      ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
      ['\u202ekcatta\u202c \u0000\u0007box\r\n', 'kcatta box'],
      ['  two   blanks  ', 'two blanks'],
      ['\u{1f469}\u200d\u{1f4bb} Büro', '\u{1f469}\u200d\u{1f4bb} Büro'],
    ] as const) {
      await alice.open('/devices');
      const page = await submit(alice, '/devices/rename', idOf(tokens), { name: typed });
      expect(page.status, typed).to.equal(200);
      expect(page.html, typed).to.include(`<bdi>${shown}</bdi></h2>`).and.not.include('<script>alert');
    }
    for (const typed of ['', '   ', '\u200b\u202e', '\u200d', 'x'.repeat(65)]) {
      const page = await submit(alice, '/devices/rename', idOf(tokens), { name: typed });
      expect(page.status, JSON.stringify(typed)).to.equal(422);
      expect(page.html).to.include('Büro');
    }
    expect(await lives(tokens), 'a name is no right').to.equal(true);
  });

  describe('an attacker', () => {
    it('who knows the id of somebody else’s device ends and renames nothing, and cannot tell it from one that nobody has', async () => {
      const tokens = await pairDevice(server.issuer, alice, { device_name: 'hers' });
      const mallory = await signedIn(server.issuer, 'bob', 'builder');
      await pairDevice(server.issuer, mallory);
      const answers = [];
      for (const id of [idOf(tokens), 'A'.repeat(22), '../../etc', '']) {
        for (const [action, fields] of [
          ['/devices/end', {}],
          ['/devices/rename', { name: 'owned' }],
        ] as const) {
          await mallory.open('/devices');
          const { status, html } = await submit(mallory, action, id, fields);
          answers.push({ status, html: html.replaceAll(/\d+ seconds? ago|now/g, '…') });
        }
      }
      expect(new Set(answers.map((answer) => JSON.stringify(answer)))).to.have.property('size', 1);
      expect(answers[0]?.status).to.equal(422);
      expect(await lives(tokens)).to.equal(true);
      expect(textOf(await alice.open('/devices')))
        .to.include('hers')
        .and.not.include('owned');
    });

    it('without the form of this session changes nothing: forged, foreign, or from another site', async () => {
      const tokens = await pairDevice(server.issuer, alice);
      const bob = await signedIn(server.issuer, 'bob', 'builder');
      await pairDevice(server.issuer, bob);
      const foreign = /name="csrf" value="([^"]+)"/.exec((await bob.open('/devices')).html)?.[1] ?? '';
      for (const csrf of ['', 'forged', foreign]) {
        await alice.open('/devices');
        const page = await submit(alice, '/devices/end', idOf(tokens), { csrf });
        expect(page.status, csrf).to.equal(403);
        expect(textOf(page)).to.include('Nothing was changed');
        expect((await submit(alice, '/devices/rename', idOf(tokens), { csrf, name: 'x' })).status).to.equal(403);
      }
      const cookie = [...alice.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const good = /name="csrf" value="([^"]+)"/.exec((await alice.open('/devices')).html)?.[1] ?? '';
      const fromElsewhere = await fetch(`${server.issuer}/devices/end`, {
        method: 'POST',
        headers: { Cookie: cookie, 'Sec-Fetch-Site': 'cross-site' },
        body: new URLSearchParams({ csrf: good, device: idOf(tokens) }),
      });
      expect(fromElsewhere.status).to.equal(403);
      expect(await lives(tokens)).to.equal(true);
    });

    it('who has a person follow a link ends nothing', async () => {
      const tokens = await pairDevice(server.issuer, alice);
      for (const path of [`/devices/end?device=${idOf(tokens)}`, '/devices/end-all', '/devices/rename', '/devices/x/y'])
        expect((await alice.open(path)).status, path).to.equal(405);
      expect(await lives(tokens)).to.equal(true);
    });
  });
});
