/**
 * The main job in one terminal: a server, an API, and a console that has no browser. The console shows a code, a person approves it on the server's page,
 * the console calls the API, refreshes, calls again, and logs out. With `--auto` the script is the person: it opens the real page and sends its real forms.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';

import { parseDocument } from 'yaml';

import { createPerson } from '../test/support/person.ts';
import { freePort } from '../test/support/free-port.ts';
import { createProcesses } from './demo/processes.ts';
import type { Finished } from './demo/processes.ts';

const auto = process.argv.includes('--auto');
const startedAt = performance.now();
const processes = createProcesses();
const home = await mkdtemp(join(tmpdir(), 'countersign-demo-'));
let step = 0;

try {
  await demonstrate();
  tell('✔', `The whole job is done: ${step} steps, ${((performance.now() - startedAt) / 1000).toFixed(1)} seconds.`);
} catch (error) {
  tell('✘', error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  await processes.stopAll();
  await rm(home, { recursive: true, force: true });
}

async function demonstrate(): Promise<void> {
  const issuer = `http://localhost:${await freePort()}`;
  const api = `http://localhost:${await freePort()}`;

  const serverArguments = ['--port', new URL(issuer).port, '--storage', 'sqlite::memory:', '--config', await settingsForHaste()];
  await Promise.all([
    processes.startService('the server', 'server/main.ts', serverArguments, { LOG_LEVEL: 'warn' }, /is ready/),
    processes.startService('the API', 'examples/api/main.ts', ['--port', new URL(api).port, '--issuer', issuer], {}, /is ready/),
  ]);
  say(`The server is up: ${issuer}`);
  say(`An API that takes its tokens is up: ${api}`);

  const paired = await countersign(
    ['login', '--issuer', issuer, '--scope', 'notes:read notes:write', '--device-name', 'demo console', '--no-open'],
    {
      onOutput: createApprover(issuer),
    },
  );
  expectSuccess(paired, 'pairing');
  say('Paired: the console has tokens of its own, bound to a key of its own.');

  expectSuccess(await countersign(['api', 'POST', `${api}/notes`, '--data', '{"text":"countersigned"}']), 'writing a note');
  const firstToken = await readToken([]);
  say('The console called the API: a note is written.');

  const secondToken = await readToken(['--min-ttl', '3600']);
  if (secondToken === firstToken) throw new Error('the refresh gave the same access token again');
  say('Refreshed: a new access token, and the old refresh token is spent.');

  const notes = await countersign(['api', 'GET', `${api}/notes`]);
  expectSuccess(notes, 'reading notes');
  if (!notes.output.includes('countersigned')) throw new Error(`the API did not give the note back: ${notes.output}`);
  say(`The console called the API again: ${notes.output.trim()}`);

  const stolen = join(home, 'stolen');
  await cp(join(home, 'console'), stolen, { recursive: true });
  expectSuccess(await countersign(['logout']), 'logging out');
  const afterwards = await countersign(['token', '--min-ttl', '3600', '--header', '--url', api, '--method', 'GET'], {
    folder: stolen,
  });
  if (afterwards.exitCode !== 4)
    throw new Error(`after logout a copy of the login still worked (exit code ${afterwards.exitCode}): ${afterwards.messages}`);
  say('Logged out: even a copy of its tokens, made before, is dead.');
}

/** The shipped settings, but for the pace of polls: nobody wants to watch a demo wait. */
async function settingsForHaste(): Promise<string> {
  const folder = join(home, 'config');
  await cp(join(import.meta.dirname, '../config'), folder, { recursive: true });
  const file = join(folder, 'countersign.yaml');
  const settings = parseDocument(await readFile(file, 'utf8'));
  settings.setIn(['lifetimes', 'interval'], '1s');
  await writeFile(file, settings.toString());
  return folder;
}

async function countersign(
  args: readonly string[],
  { folder = join(home, 'console'), onOutput }: { folder?: string; onOutput?: (text: string) => void } = {},
): Promise<Finished> {
  console.log(styleText('dim', `\n  $ countersign ${args.map((arg) => (/[\s"{]/.test(arg) ? `'${arg}'` : arg)).join(' ')}`));
  return processes.run('client-cli/main.ts', args, { COUNTERSIGN_HOME: folder, HOME: home }, onOutput);
}

/** The access token, by way of the line that a script would send: `Authorization: DPoP …`. */
async function readToken(args: readonly string[]): Promise<string> {
  const printed = await countersign(['token', '--header', '--url', 'http://localhost/', '--method', 'GET', ...args]);
  expectSuccess(printed, 'printing a token');
  return /^Authorization: \S+ (\S+)/m.exec(printed.output)?.[1] ?? '';
}

/** Shows what the console says, and with --auto does what it asks a person to do. */
function createApprover(issuer: string): (text: string) => void {
  let heard = '';
  let hasApproved = false;
  return (text) => {
    process.stdout.write(text);
    heard += text;
    const code = /\b[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}\b/.exec(heard)?.[0];
    if (!code || hasApproved) return;
    hasApproved = true;
    if (auto) void approve(issuer, code);
    else
      console.log(
        styleText(
          'bold',
          `\n  Your turn: open ${issuer}/device, sign in as alice with the password wonderland, and approve ${code}.\n`,
        ),
      );
  };
}

async function approve(issuer: string, code: string): Promise<void> {
  const alice = createPerson(issuer);
  await alice.signIn('alice', 'wonderland');
  const review = await alice.lookUp(code);
  if (!review.html.includes('demo console')) throw new Error('the review does not name the console');
  await alice.submit('/device/decision', { decision: 'approve' });
}

function expectSuccess({ exitCode, messages }: Finished, what: string): void {
  if (exitCode !== 0) throw new Error(`${what} failed with exit code ${exitCode}:\n${messages}`);
}

function say(sentence: string): void {
  step += 1;
  tell(String(step), sentence);
}

function tell(mark: string, sentence: string): void {
  console.log(`${styleText(['bold', 'green'], ` ${mark} `)} ${sentence}`);
}
