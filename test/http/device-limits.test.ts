import { expect } from 'chai';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { askForCode, poll, refresh } from '../support/http-console.ts';
import type { Pending } from '../support/http-console.ts';
import { pairDevice, signedIn } from '../support/pair-device.ts';
import type { Person } from '../support/person.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { STORAGES } from '../support/storages.ts';
import type { SuiteStorage } from '../support/storages.ts';

const MAX = 4;

for (const { name, open } of STORAGES) {
  describe(`a limit of devices per person and client, on ${name}`, () => {
    let storage: SuiteStorage;
    let config: ConfigFolder;
    let server: ServerProcess;

    beforeEach(async () => {
      [storage, config] = await Promise.all([open(), copyConfigFolder()]);
      await config.change('clients.yaml', (clients) => {
        clients.setIn(['clients', 0, 'devices'], { max: MAX, when_full: 'refuse' });
        clients.setIn(['clients', 2, 'devices'], { max: MAX, when_full: 'evict' });
      });
      server = await startServer({ storage: storage.url, config: config.path });
    });
    afterEach(async () => {
      await server.stop();
      await Promise.all([storage.remove(), config.remove()]);
    });

    const REFUSE = { client_id: 'console' };
    const EVICT = { client_id: 'console-bearer' };

    /** Thirty requests, all reviewed, approved at the same moment. @returns the codes, and what the approvals were answered */
    async function approveThirty(alice: Person, client: Readonly<Record<string, string>>) {
      const codes: Pending[] = [];
      const reviews: string[] = [];
      for (let n = 0; n < 30; n += 1) {
        const pending = await askForCode(server.issuer, { ...client, device_name: `box ${n}` });
        const { html } = await alice.lookUp(pending.user_code);
        codes.push(pending);
        reviews.push(/name="review" value="([^"]+)"/.exec(html)?.[1] ?? '');
      }
      const decisions = reviews.map((review) => alice.submit('/device/decision', { review, decision: 'approve' }));
      return { codes, statuses: (await Promise.all(decisions)).map(({ status }) => status) };
    }

    it('refuse: of thirty approvals at once exactly as many succeed as there are places', async () => {
      const alice = await signedIn(server.issuer);
      const { codes, statuses } = await approveThirty(alice, REFUSE);
      expect(statuses.filter((status) => status === 200)).to.have.length(MAX);
      expect(statuses.filter((status) => status === 422)).to.have.length(30 - MAX);
      const answers = await Promise.all(codes.map(({ device_code: code }) => poll(server.issuer, code, REFUSE)));
      expect(answers.filter(({ status }) => status === 200)).to.have.length(MAX);
      expect(answers.filter(({ body }) => body.error === 'authorization_pending')).to.have.length(30 - MAX);
    });

    it('evict: of thirty that are approved and come at once, as many live in the end as there are places', async () => {
      const alice = await signedIn(server.issuer);
      const { codes, statuses } = await approveThirty(alice, EVICT);
      expect(statuses).to.deep.equal(statuses.map(() => 200));
      const answers = await Promise.all(codes.map(({ device_code: code }) => poll(server.issuer, code, EVICT)));
      const renewed = await Promise.all(answers.map(({ body }) => refresh(server.issuer, body.refresh_token, EVICT)));
      expect(renewed.filter(({ status }) => status === 200)).to.have.length(MAX);
      expect(renewed.filter(({ body }) => body.error === 'invalid_grant')).to.have.length(30 - MAX);
    });

    it('refuse: the review says so before anything happens; the request stays open, and is approved once a place is free', async () => {
      const alice = await signedIn(server.issuer);
      const devices = [];
      for (let n = 0; n < MAX; n += 1) devices.push(await pairDevice(server.issuer, alice, REFUSE));
      const pending = await askForCode(server.issuer);
      expect((await alice.lookUp(pending.user_code)).html).to.include('There is no place left for this device');
      const refused = await alice.submit('/device/decision', { decision: 'approve' });
      expect(refused.status).to.equal(422);
      expect(refused.html).to.include('as many devices').and.include('Nothing was decided').and.include('href="/devices"');
      expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('authorization_pending');

      const body = new URLSearchParams({ client_id: 'console', token: String(devices[0]?.refresh_token) });
      expect((await fetch(`${server.issuer}/revoke`, { method: 'POST', body })).status).to.equal(200);
      expect((await alice.lookUp(pending.user_code)).html).not.to.include('no place left');
      expect((await alice.submit('/device/decision', { decision: 'approve' })).status).to.equal(200);
      expect((await poll(server.issuer, pending.device_code)).status).to.equal(200);
    });

    it('evict: the review names the device that was unused for the longest time, and it ends when the new one comes, not before', async () => {
      const alice = await signedIn(server.issuer);
      const devices = [];
      for (let n = 0; n < MAX; n += 1)
        devices.push(await pairDevice(server.issuer, alice, { ...EVICT, device_name: `box ${n}` }));
      const used = await refresh(server.issuer, devices[0]?.refresh_token, EVICT); // so the second one is the longest unused
      const pending = await askForCode(server.issuer, { ...EVICT, device_name: 'one more' });
      const review = (await alice.lookUp(pending.user_code)).html.replaceAll(/<\/?bdi[^>]*>/g, '');
      expect(review).to.include('Another device will be ended').and.include('When this one connects, box 1 loses its access');
      await alice.submit('/device/decision', { decision: 'approve' });
      const still = await refresh(server.issuer, devices[2]?.refresh_token, EVICT);
      expect(still.status, 'nothing has ended yet').to.equal(200);

      expect((await poll(server.issuer, pending.device_code, EVICT)).status).to.equal(200);
      expect((await refresh(server.issuer, devices[1]?.refresh_token, EVICT)).body.error).to.equal('invalid_grant');
      for (const token of [used.body.refresh_token, still.body.refresh_token, devices[3]?.refresh_token])
        expect((await refresh(server.issuer, token, EVICT)).status).to.equal(200);
      const ended = server.events().filter(({ message }) => message === 'device.ended');
      expect(ended).to.have.length(1);
      expect(ended[0]).to.include({ by: 'limit', account: 'alice', client: 'console-bearer' });
    });

    it('evict: who approves without end and fetches nothing comes to an end: a list does not grow for ever', async () => {
      const alice = await signedIn(server.issuer);
      const statuses: number[] = [];
      for (let n = 0; n < MAX + 102; n += 1) {
        const pending = await askForCode(server.issuer, EVICT);
        await alice.lookUp(pending.user_code);
        statuses.push((await alice.submit('/device/decision', { decision: 'approve' })).status);
      }
      expect(statuses.slice(0, MAX + 100)).to.deep.equal(Array.from({ length: MAX + 100 }, () => 200));
      expect(statuses.slice(MAX + 100)).to.deep.equal([422, 422]);
    });

    it('nobody uses up the places of somebody else, nor of another client', async () => {
      const [alice, bob] = [await signedIn(server.issuer), await signedIn(server.issuer, 'bob', 'builder')];
      for (let n = 0; n < MAX; n += 1) await pairDevice(server.issuer, alice, REFUSE);
      await pairDevice(server.issuer, alice, EVICT);
      await pairDevice(server.issuer, bob, REFUSE);
    });

    it('an approval that lost to another decision takes no place', async () => {
      const [alice, bob] = [await signedIn(server.issuer), await signedIn(server.issuer, 'bob', 'builder')];
      for (let n = 0; n < 3 * MAX; n += 1) {
        const pending = await askForCode(server.issuer);
        await Promise.all([alice.lookUp(pending.user_code), bob.lookUp(pending.user_code)]);
        await Promise.all([
          alice.submit('/device/decision', { decision: 'approve' }),
          bob.submit('/device/decision', { decision: 'deny' }),
        ]);
        const { body } = await poll(server.issuer, pending.device_code);
        const token = new URLSearchParams({ client_id: 'console', token: String(body.refresh_token) });
        if (body.refresh_token) await fetch(`${server.issuer}/revoke`, { method: 'POST', body: token });
      }
      for (let n = 0; n < MAX; n += 1) await pairDevice(server.issuer, alice, REFUSE);
    });
  });
}
