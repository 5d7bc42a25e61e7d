import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { allNodes } from '../test/support/all-nodes.ts';
import { code, dpopMetadata, startScriptedIssuer, tokens } from '../test/support/scripted-issuer.ts';
import { timeBeside } from '../test/support/time-beside.ts';

/** Prints how long the console as it is published takes, as a whole process, beside a Node that does nothing. The table is for docs/console.md. */
const PACKAGE = join(import.meta.dirname, '../client-cli');
const PAIRS = 40;
const RUNS = [
  ['token', '--profile', 'Bearer'],
  ['token', '--profile', 'DPoP', '--header', '--url', 'https://api.example/notes'],
  ['status', '--profile', 'Bearer'],
  ['credential', 'kubernetes', '--profile', 'Bearer'],
];

const run = promisify(execFile);
const main = join(PACKAGE, 'dist/main.cjs');
const home = await mkdtemp(join(tmpdir(), 'console-start-'));
const kubectl = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', spec: {} };
const env = { PATH: process.env.PATH, COUNTERSIGN_HOME: home, KUBERNETES_EXEC_INFO: JSON.stringify(kubectl) };
await run('npm', ['run', '--silent', 'build'], { cwd: PACKAGE });
const issuer = await startScriptedIssuer();
try {
  for (const kind of ['Bearer', 'DPoP']) {
    const poll = [tokens('bench', { token_type: kind, expires_in: 3600 })];
    issuer.play({ metadata: dpopMetadata, deviceAuthorization: [code({ interval: 0.1 })], poll });
    await run(process.execPath, [main, 'login', '--issuer', issuer.issuer, '--profile', kind, '--store', 'file'], { env });
  }
  console.log('| | Node | takes | an empty Node takes | times as long |\n| --- | --- | --- | --- | --- |');
  for (const { path, version } of allNodes()) {
    for (const args of RUNS) {
      const { first, second, ratio } = timeBeside(path, [main, ...args], ['-e', '0'], { pairs: PAIRS, env });
      const name = args
        .filter((word, index) => word !== '--profile' && args[index - 1] !== '--profile' && !word.startsWith('https'))
        .join(' ');
      console.log(`| \`${name}\` | ${version} | ${first.toFixed(0)} ms | ${second.toFixed(0)} ms | ${ratio.toFixed(2)} |`);
    }
  }
} finally {
  await issuer.close();
  await rm(home, { recursive: true, force: true });
}
