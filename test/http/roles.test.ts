import { expect } from 'chai';
import { decodeJwt } from 'jose';

import { askForCode, poll, refresh } from '../support/http-console.ts';
import { startLastingServer } from '../support/lasting-server.ts';
import type { LastingServer } from '../support/lasting-server.ts';
import { pairDevice, signedIn } from '../support/pair-device.ts';

describe('roles: a person hands a console only what their role holds', () => {
  let server: LastingServer;

  before(async () => {
    server = await startLastingServer();
  });
  after(() => server.remove());

  async function restartWithRoles(roles: readonly string[]): Promise<void> {
    await server.restartWith('accounts.yaml', (accounts) => accounts.setIn(['accounts', 0, 'roles'], [...roles]));
  }

  it('the review names what was left out, and why; the rest is granted', async () => {
    const bob = await signedIn(server.issuer, 'bob', 'builder');
    const pending = await askForCode(server.issuer, { scope: 'notes:read notes:write notes:purge' });
    const { html } = await bob.lookUp(pending.user_code);
    const [, leftOut = ''] = html.split('class="left-out"');
    expect(leftOut).to.match(
      /Write and change your notes[\s\S]*notes:write[\s\S]*class="reason"[\s\S]*notes:purge[\s\S]*class="reason"/,
    );
    expect(leftOut).not.to.include('notes:read');
    await bob.submit('/device/decision', { decision: 'approve' });
    expect((await poll(server.issuer, pending.device_code)).body).to.include({ scope: 'notes:read' });
  });

  it('nothing left: refused, and the console hears why at its next poll, however often it asks', async () => {
    const bob = await signedIn(server.issuer, 'bob', 'builder');
    const pending = await askForCode(server.issuer, { scope: 'openid notes:write notes:purge' });
    const page = await bob.lookUp(pending.user_code);
    expect(page.status).to.equal(403);
    expect(page.html).to.include('none of the rights').and.not.include('value="approve"');
    for (const answer of [await poll(server.issuer, pending.device_code), await poll(server.issuer, pending.device_code)]) {
      expect(answer.status).to.equal(400);
      expect(answer.body).to.include({
        error: 'access_denied',
        error_description: 'the account that entered the code may hand out none of the rights that were asked for',
      });
    }
    const denied = server.now.events().filter(({ message }) => message === 'device_code.denied');
    expect(denied).to.have.length(1);
    expect(denied[0]).to.include({ account: 'bob', reason: 'no-rights' });
    const alice = await signedIn(server.issuer);
    expect((await alice.lookUp(pending.user_code)).html, 'and stays refused').to.include('decided already');
  });

  it('a role that is gone between the review and the approval is gone', async () => {
    const alice = await signedIn(server.issuer);
    const pending = await askForCode(server.issuer, { scope: 'notes:write' });
    await alice.lookUp(pending.user_code);
    await restartWithRoles(['viewer']);
    expect((await alice.submit('/device/decision', { decision: 'approve' })).status).to.equal(403);
    expect((await poll(server.issuer, pending.device_code)).body.error).to.equal('access_denied');
    await restartWithRoles(['owner']);
  });

  it('a role that is taken away takes its scope away at the next refresh, and gives it back with the role', async () => {
    const tokens = await pairDevice(server.issuer, await signedIn(server.issuer));
    await restartWithRoles(['viewer']);
    const less = await refresh(server.issuer, tokens.refresh_token);
    expect(less.body.scope).to.equal('notes:read');
    expect(decodeJwt(String(less.body.access_token)).scope).to.equal('notes:read');
    await restartWithRoles(['owner']);
    const again = await refresh(server.issuer, less.body.refresh_token);
    expect(decodeJwt(String(again.body.access_token)).scope, 'what was approved still is').to.equal('notes:read notes:write');
  });

  it('with the last right the refresh is refused, and nothing is rotated away meanwhile', async () => {
    const alice = await signedIn(server.issuer);
    const tokens = await pairDevice(server.issuer, alice, { scope: 'openid notes:write' });
    const identity = await pairDevice(server.issuer, alice, { scope: 'openid profile' });
    await restartWithRoles(['viewer']);
    expect((await refresh(server.issuer, tokens.refresh_token)).body.error).to.equal('invalid_grant');
    expect((await refresh(server.issuer, identity.refresh_token)).status, 'who only knows who she is lives on').to.equal(200);
    await restartWithRoles(['owner']);
    expect((await refresh(server.issuer, tokens.refresh_token)).status).to.equal(200);
  });
});
