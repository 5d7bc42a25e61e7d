import { expect } from 'chai';

import { askForCode, poll, post } from '../support/http-console.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

describe('an OAuth error says where to read about it (RFC 6749, section 5.2, error_uri)', () => {
  let server: ServerProcess;

  before(async () => {
    server = await startServer();
  });
  after(() => server.stop());

  it('at an anchor that is there', async () => {
    const page = await (await fetch(`${server.issuer}/troubleshooting`)).text();
    const answers = await Promise.all([
      post(`${server.issuer}/token`, { grant_type: 'password', client_id: 'console' }),
      post(`${server.issuer}/token`, { client_id: 'nobody' }),
      post(`${server.issuer}/device_authorization`, { client_id: 'console', scope: 'notes:fly' }),
      post(`${server.issuer}/device_authorization`, { client_id: 'console', scope: 'notes:read', resource: 'urn:other' }),
      post(`${server.issuer}/revoke`, { client_id: 'console' }),
      poll(server.issuer, 'unknown'),
      fetch(`${server.issuer}/token`).then(async (reply) => ({ body: (await reply.json()) as Record<string, unknown> })),
    ]);
    expect(new Set(answers.map(({ body }) => body.error)).size).to.be.above(4);
    for (const { body } of answers) {
      expect(body.error_uri).to.equal(`${server.issuer}/troubleshooting#${String(body.error)}`);
      expect(page).to.include(`id="${String(body.error)}"`);
    }
  });

  it('but not all day long: a pending poll, and one too early, stay as short as they are', async () => {
    const { device_code } = await askForCode(server.issuer);
    const [first, second] = [await poll(server.issuer, device_code), await poll(server.issuer, device_code)];
    expect(first.body).to.have.all.keys('error', 'error_description').and.include({ error: 'authorization_pending' });
    expect(second.body).to.have.all.keys('error', 'error_description').and.include({ error: 'slow_down' });
  });

  it('whoever asks for the page, in their language, signed in or not', async () => {
    const reply = await fetch(`${server.issuer}/troubleshooting`, { headers: { 'Accept-Language': 'de' } });
    expect(reply.status).to.equal(200);
    expect(await reply.text()).to.include('Wenn etwas nicht funktioniert');
  });
});
