import { expect } from 'chai';

import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { poll, post } from '../support/http-console.ts';
import type { Answer, Parameters } from '../support/http-console.ts';
import { startServer } from '../support/server-process.ts';
import type { ServerProcess } from '../support/server-process.ts';

const MOST = 10;

describe('a flood of device requests from one network', () => {
  let config: ConfigFolder;
  let server: ServerProcess;

  before(async () => {
    config = await copyConfigFolder();
    await config.change('countersign.yaml', (file) => {
      file.setIn(['device_requests', 'per_network'], MOST);
      file.setIn(['trusted_proxies'], ['127.0.0.0/8', '::1']); // so that a test may come from anywhere
    });
    server = await startServer({ config: config.path });
  });
  after(async () => {
    await server.stop();
    await config.remove();
  });

  const ask = (address: string, parameters: Parameters = {}): Promise<Answer> =>
    post(
      `${server.issuer}/device_authorization`,
      { client_id: 'console', scope: 'notes:read', ...parameters },
      { 'X-Forwarded-For': address },
    );

  it('holds back one network, for a while, on either road, and nobody else', async () => {
    const roads: readonly Parameters[] = [{}, { trace: 'x' }];
    const given = await Promise.all(Array.from({ length: 50 }, (_, n) => ask('198.51.100.7', roads[n % 2])));
    expect(given.filter(({ status }) => status === 200)).to.have.length(MOST);
    for (const road of roads) {
      const { status, body, headers } = await ask('198.51.100.7', road);
      expect(status).to.equal(429);
      expect(body).to.deep.equal({
        error: 'temporarily_unavailable',
        error_description: 'too many device codes were asked for from this network, try again later',
      });
      expect(Number(headers.get('Retry-After'))).to.be.within(590, 600);
      expect(headers.get('Cache-Control')).to.equal('no-store');
    }
    expect((await ask('198.51.100.7', { scope: 'nonsense' })).body.error, 'what is wrong is said first').to.equal(
      'invalid_scope',
    );
    expect((await ask('198.51.100.8')).status, 'another network').to.equal(200);
    const { body } = given.find(({ status }) => status === 200)!;
    expect((await poll(server.issuer, String(body.device_code))).body.error, 'what it was given').to.equal(
      'authorization_pending',
    );
  });

  it('is told to whoever runs it, once', () => {
    const told = server.events().filter(({ message }) => message === 'device_code.held_back');
    expect(told).to.have.length(1);
    expect(told[0]).to.include({ level: 'warn', audit: true, address: '198.51.100.7', given: MOST });
  });

  it('is none from this machine itself, however much it asks', async () => {
    const answers = await Promise.all(Array.from({ length: 3 * MOST }, () => ask('127.0.0.1')));
    expect(answers.filter(({ status }) => status !== 200)).to.deep.equal([]);
  });
});
