import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { makeCertificate } from '../support/certificate.ts';
import type { ServerCertificate } from '../support/certificate.ts';
import { needsProgram } from '../support/find-program.ts';
import { createTestConsole } from '../support/run-console.ts';
import type { ConsoleRun, TestConsole } from '../support/run-console.ts';
import { code, dpopMetadata, startScriptedIssuer, tokens } from '../support/scripted-issuer.ts';
import type { ScriptedIssuer } from '../support/scripted-issuer.ts';

const run = promisify(execFile);
const MAIN = resolve(import.meta.dirname, '../../client-cli/main.ts');
const GROUP = 'client.authentication.k8s.io';

describe('countersign credential kubernetes', () => {
  let issuer: ScriptedIssuer;
  let terminal: TestConsole;

  before(async () => {
    issuer = await startScriptedIssuer();
    terminal = await createTestConsole();
    for (const [kind, profile] of [
      ['Bearer', 'default'],
      ['DPoP', 'bound'],
    ] as const) {
      issuer.play({
        metadata: dpopMetadata,
        deviceAuthorization: [code({ interval: 0.1 })],
        poll: [tokens('old', { token_type: kind })],
      });
      expect((await terminal.run(['login', '--issuer', issuer.issuer, '--profile', profile])).code).to.equal(0);
    }
  });
  after(async () => {
    await issuer.close();
    await terminal.remove();
  });

  const ask = (info: object | string | undefined, ...more: string[]): Promise<ConsoleRun> =>
    terminal.run(['credential', 'kubernetes', ...more], {
      env: { KUBERNETES_EXEC_INFO: typeof info === 'string' ? info : JSON.stringify(info) },
    });
  const document = (version: string, spec: object = { interactive: false }): object => ({
    apiVersion: `${GROUP}/${version}`,
    kind: 'ExecCredential',
    spec,
  });

  describe('as kubectl speaks to it (client.authentication.k8s.io)', () => {
    for (const version of ['v1', 'v1beta1']) {
      for (const interactive of [true, false]) {
        it(`answers ${version} with the same version, a token, and when it runs out${interactive ? ', and asks nobody' : ''}`, async () => {
          const answer = await ask(document(version, { interactive }));
          expect(answer).to.include({ code: 0, stderr: '' });
          const { status, ...rest } = JSON.parse(answer.stdout) as { status: { token: string; expirationTimestamp: string } };
          expect(rest).to.deep.equal({ apiVersion: `${GROUP}/${version}`, kind: 'ExecCredential' });
          expect(status).to.have.keys('token', 'expirationTimestamp').and.include({ token: 'at-old' });
          expect(status.expirationTimestamp).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
          expect((Date.parse(status.expirationTimestamp) - Date.now()) / 1000).to.be.within(400, 601);
        });
      }
    }

    it('answers v1 when it is called by hand', async () => {
      expect(JSON.parse((await ask(undefined)).stdout)).to.have.property('apiVersion', `${GROUP}/v1`);
    });

    for (const [what, info] of [
      ['a version it does not know', document('v2')],
      ['the version that was removed', document('v1alpha1')],
      ['another kind', { apiVersion: `${GROUP}/v1`, kind: 'Secret' }],
      ['what is not JSON', '{'],
      ['nothing at all', 'null'],
      ['a list', '[]'],
    ] as const) {
      it(`refuses ${what}, in a sentence`, async () => {
        const answer = await ask(info);
        expect(answer).to.include({ code: 2, stdout: '' });
        expect(answer.stderr).to.match(/^error: .*KUBERNETES_EXEC_INFO.*\n next: .*\n$/);
      });
    }

    it('hands a token to no other cluster than the one that --for names', async () => {
      const to = (server: string): object => document('v1', { interactive: false, cluster: { server } });
      const mine = ['--for', 'https://k8s.example.com:6443'];
      expect((await ask(to('https://k8s.example.com:6443/'), ...mine)).code).to.equal(0);
      for (const server of [
        'https://evil.example',
        'http://k8s.example.com:6443',
        'https://k8s.example.com',
        'https://k8s.example.com:6443@evil.example',
        '',
      ])
        expect(await ask(to(server), ...mine), server).to.include({ code: 2, stdout: '' });
      expect((await ask(document('v1'), ...mine)).stderr).to.include('provideClusterInfo: true');
    });

    it('hands no token to a named cluster whose certificate kubectl does not look at', async () => {
      const cluster = { server: 'https://k8s.example.com:6443', 'insecure-skip-tls-verify': true };
      const answer = await ask(document('v1', { interactive: false, cluster }), '--for', cluster.server);
      expect(answer).to.include({ code: 2, stdout: '' });
      expect(answer.stderr).to.include('insecure-skip-tls-verify');
      const verified = document('v1', { interactive: false, cluster: { ...cluster, 'insecure-skip-tls-verify': false } });
      expect((await ask(verified, '--for', cluster.server)).code).to.equal(0);
    });

    it('starts no login, and does not pass a bound token off as a bearer token', async () => {
      expect(await ask(document('v1'), '--profile', 'nobody')).to.include({ code: 4, stdout: '' });
      expect(await ask(document('v1'), '--profile', 'bound')).to.include({ code: 2, stdout: '' });
    });
  });

  describe('with kubectl itself, and a cluster that wants a token', () => {
    let folder: string;
    let cluster: Server;
    let certificate: ServerCertificate;
    let config: string;
    const seen: (string | undefined)[] = [];

    before(function () {
      needsProgram(this, 'kubectl');
    });
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'kubectl-'));
      certificate = await makeCertificate();
      const [key, cert] = await Promise.all([readFile(certificate.keyFile), readFile(certificate.certFile)]);
      cluster = createServer({ key, cert }, (request, response) => {
        seen.push(request.headers.authorization);
        const isWelcome = request.headers.authorization === 'Bearer at-old';
        response.writeHead(isWelcome ? 200 : 401, { 'content-type': 'application/json' });
        response.end(isWelcome ? '{"hello":"cluster"}' : '{"kind":"Status","apiVersion":"v1","status":"Failure","code":401}');
      }).listen(0, '127.0.0.1');
      await once(cluster, 'listening');
      const server = `https://127.0.0.1:${(cluster.address() as AddressInfo).port}`;
      const args = ['--no-warnings', MAIN, 'credential', 'kubernetes', '--for', server];
      config = join(folder, 'config');
      // The version that kubectl has known since 1.11, and still knows; v1 came with 1.22.
      const exec = {
        ...{
          apiVersion: `${GROUP}/v1beta1`,
          command: process.execPath,
          args,
          interactiveMode: 'Never',
          provideClusterInfo: true,
        },
        env: [{ name: 'COUNTERSIGN_HOME', value: terminal.home }],
      };
      const kubeconfig = {
        ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'test' },
        clusters: [
          { name: 'test', cluster: { server, 'certificate-authority-data': Buffer.from(certificate.ca).toString('base64') } },
        ],
        users: [{ name: 'me', user: { exec } }],
        contexts: [{ name: 'test', context: { cluster: 'test', user: 'me' } }],
      };
      await writeFile(config, JSON.stringify(kubeconfig)); // YAML is a superset of JSON
    });
    afterEach(async () => {
      cluster.closeAllConnections();
      cluster.close();
      await certificate.remove();
      await rm(folder, { recursive: true, force: true });
    });

    it('gets the token to the cluster', async () => {
      const env = { PATH: process.env.PATH, HOME: folder };
      const { stdout } = await run('kubectl', ['--kubeconfig', config, 'get', '--raw', '/notes'], { env });
      expect(stdout).to.equal('{"hello":"cluster"}');
      expect(seen.at(-1)).to.equal('Bearer at-old');
    });
  });
});
