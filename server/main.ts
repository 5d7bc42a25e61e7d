import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import type { CommandOutcome } from './admin/command-outcome.ts';
import { configCheck } from './admin/config-check.ts';
import { configSchema } from './admin/config-schema.ts';
import { endDevices, listDevices } from './admin/devices-command.ts';
import type { DevicesCommandDeps, DevicesCommandOptions } from './admin/devices-command.ts';
import { USAGE } from './admin/usage.ts';
import { composeDevices } from './compose-devices.ts';
import { compose } from './compose.ts';
import { listen } from './http/listen.ts';
import { createLog } from './observe/log.ts';
import { loadSettings } from './settings/load-settings.ts';
import { readOverrides } from './settings/overrides.ts';
import { formatProblem } from './settings/problems.ts';
import type { Problem } from './settings/problems.ts';
import { SettingsRefused } from './settings/settings-refused.ts';
import type { Settings } from './settings/settings.ts';

/** How long requests under way may still take after SIGTERM, in milliseconds. */
const GRACE = 10_000;

const { values: flags, positionals } = readArguments();
const environment = process.env;
const { folder, overrides } = readOverrides(environment, flags);

switch (flags.help ? 'help' : positionals.join(' ')) {
  case 'help':
    finish({ exitCode: 0, lines: [USAGE] });
    break;
  case 'config check':
    finish(await configCheck({ folder, overrides, environment, readFile: readTextFile, validateClients: askEngine }));
    break;
  case 'config schema':
    finish(await configSchema({ folder, writeFile: writeTextFile }));
    break;
  case 'devices list':
  case 'devices end':
    finish(await administerDevices(positionals[1] === 'end' ? endDevices : listDevices));
    break;
  case '':
    await serve();
    break;
  default:
    finish({ exitCode: 2, lines: [`There is no command "${positionals.join(' ')}".`, '', USAGE] });
}

async function serve(): Promise<void> {
  const loaded = await loadSettings({ folder, overrides, environment, readFile: readTextFile });
  if (loaded.kind === 'refused') return refuse(loaded.problems);
  const { settings } = loaded;
  const pretty = process.stdout.isTTY;
  const log = createLog({ level: settings.log.level, pretty, stream: process.stdout, clock: Date.now });

  try {
    const { app, close } = await compose(settings, { log, lanes: environment.COUNTERSIGN_LANES !== 'off' });
    const stop = await listen(app, { host: settings.host, port: settings.port, grace: GRACE });
    log.info('server.started', { issuer: settings.issuer, port: settings.port });
    process.stderr.write(welcome(settings));
    const shutDown = (signal: string): void => {
      log.info('server.stopping', { signal });
      void stop()
        .then(close)
        .then(
          () => process.exit(0),
          (error: unknown) => {
            log.error('server.stopped_badly', { error });
            process.exit(1);
          },
        );
    };
    process.once('SIGTERM', shutDown).once('SIGINT', shutDown);
  } catch (error) {
    if (error instanceof SettingsRefused) refuse(error.problems);
    finish({ exitCode: 1, lines: [`Not started: ${error instanceof Error ? error.message : String(error)}`] });
  }
}

/** Works on the storage that the running server uses, beside it. What is recorded goes to standard error. */
async function administerDevices(
  command: (deps: DevicesCommandDeps, options: DevicesCommandOptions) => Promise<CommandOutcome>,
): Promise<CommandOutcome> {
  const loaded = await loadSettings({ folder, overrides, environment, readFile: readTextFile });
  if (loaded.kind === 'refused') return refuse(loaded.problems);
  const log = createLog({ level: 'info', pretty: process.stderr.isTTY, stream: process.stderr, clock: Date.now });
  try {
    const { close, ...deps } = await composeDevices(loaded.settings, { log });
    const { person, client, device, json = false } = flags;
    return await command(deps, { filter: { person, client, device }, json }).finally(close);
  } catch (error) {
    return { exitCode: 1, lines: [error instanceof Error ? error.message : String(error)] };
  }
}

function refuse(problems: readonly Problem[]): never {
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`;
  return finish({ exitCode: 1, lines: [...problems.map(formatProblem), `Not started: ${count} in the settings.`] });
}

/** What the engine says of the clients, asked with a storage that leaves no trace. */
async function askEngine(settings: Settings): Promise<readonly Problem[]> {
  try {
    const { close } = await compose(
      { ...settings, storage: 'sqlite::memory:' },
      { log: createLog({ level: 'silent', pretty: false, stream: process.stderr, clock: Date.now }) },
    );
    await close();
    return [];
  } catch (error) {
    if (error instanceof SettingsRefused) return error.problems;
    throw error;
  }
}

/** Three lines: where it is, how to pair a first console, who to be. No password: what is printed is logged. */
function welcome({ issuer, clientsById, webSession }: Settings): string {
  const client = [...clientsById.values()].find(({ grants }) => grants.includes('device_code'));
  const asWhom = client ? ` --client-id ${client.id} --scope '${client.scopes.slice(0, 2).join(' ')}'` : '';
  return [
    `Countersign is ready: ${issuer}`,
    `Pair a first console, in a second terminal: npm run -s console -- login --issuer ${issuer}${asWhom}`,
    `Then approve it at ${issuer}/device; who can sign in, and how, is in ${join(folder, webSession.kind === 'accounts' ? 'accounts.yaml' : 'countersign.yaml')}`,
    '',
  ].join('\n');
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        config: { type: 'string' },
        port: { type: 'string' },
        storage: { type: 'string' },
        person: { type: 'string' },
        client: { type: 'string' },
        device: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return finish({ exitCode: 2, lines: [error instanceof Error ? error.message : String(error), '', USAGE] });
  }
}

function readTextFile(path: string): Promise<string> {
  return readFile(path, 'utf8');
}

async function writeTextFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

function finish({ exitCode, lines }: CommandOutcome): never {
  const stream = exitCode === 0 ? process.stdout : process.stderr;
  stream.write(`${lines.join('\n')}\n`);
  process.exit(exitCode);
}
