import type { AwaitedDevice, PairedDevice } from '../domain/device.ts';
import { toAwaitedDocument, toDeviceDocument } from '../http/device-document.ts';
import { toPlainText } from '../http/plain-text.ts';
import type { Audit } from '../observe/audit.ts';
import type { Devices } from '../ports/devices.ts';
import type { CommandOutcome } from './command-outcome.ts';

/** Which devices: those of which all that is said is true. */
export interface DeviceFilter {
  readonly person?: string | undefined;
  readonly client?: string | undefined;
  /** The id of one device. */
  readonly device?: string | undefined;
}

/** What the commands about devices need. */
export interface DevicesCommandDeps {
  readonly devices: Devices;
  readonly audit: Audit;
}

/** What was asked for on the command line. */
export interface DevicesCommandOptions {
  readonly filter: DeviceFilter;
  /** For programs: one JSON document, and nothing else. */
  readonly json: boolean;
}

type Device = PairedDevice | AwaitedDevice;

const isPaired = (device: Device): device is PairedDevice => 'pairedAt' in device;

/** Somebody who ends devices at the machine is nowhere on the network. */
const CONSOLE = 'console';

/** `devices list`: who has which devices, the last used first. */
export async function listDevices(
  { devices }: Pick<DevicesCommandDeps, 'devices'>,
  { filter, json }: DevicesCommandOptions,
): Promise<CommandOutcome> {
  const found = await select(devices, filter);
  if (json) return { exitCode: 0, lines: [toJson(found)] };
  return { exitCode: 0, lines: [...toTable(found), `${count(found.length)}.`] };
}

/** `devices end`: ends devices. Without a word about which, none: "all of everybody" is not a slip of the keyboard. */
export async function endDevices(
  { devices, audit }: DevicesCommandDeps,
  { filter, json }: DevicesCommandOptions,
): Promise<CommandOutcome> {
  if (filter.person === undefined && filter.client === undefined && filter.device === undefined)
    return { exitCode: 2, lines: ['Say which devices: --person ID, --client ID or --device ID.'] };
  const ended: Device[] = [];
  for (const device of await select(devices, filter)) {
    if (!(await devices.end(device))) continue; // it ended by itself in between
    const { id: pairing, accountId: account, clientId: client } = device;
    audit({ event: 'device.ended', pairing, client, account, address: CONSOLE, by: 'admin' });
    ended.push(device);
  }
  const exitCode = filter.device !== undefined && ended.length === 0 ? 1 : 0;
  if (json) return { exitCode, lines: [toJson(ended)] };
  return { exitCode, lines: [...toTable(ended), `${count(ended.length)} ended.`] };
}

/** Awaited devices are found by their person only. */
async function select(devices: Devices, { person, client, device: id }: DeviceFilter): Promise<readonly Device[]> {
  const isWanted = (device: Device): boolean =>
    (person === undefined || device.accountId === person) &&
    (client === undefined || device.clientId === client) &&
    (id === undefined || device.id === id);
  if (person !== undefined) {
    const { paired, awaited } = await devices.listOf(person);
    return [...paired, ...awaited].filter(isWanted);
  }
  if (id === undefined) return devices.search(isWanted);
  const found = await devices.find(id);
  return found && isWanted(found) ? [found] : [];
}

function toJson(found: readonly Device[]): string {
  const documents = found.map((device) => (isPaired(device) ? toDeviceDocument(device) : toAwaitedDocument(device)));
  return JSON.stringify({ devices: documents }, null, 2);
}

const HEADINGS = ['DEVICE', 'PERSON', 'CLIENT', 'NAME', 'LAST USED', 'FROM', 'RIGHTS'];

/** Columns for people. Names come from outside: nothing in them is obeyed by a terminal. */
function toTable(found: readonly Device[]): readonly string[] {
  if (found.length === 0) return [];
  const rows = [HEADINGS, ...found.map(toRow)].map((cells) => cells.map(toPlainText));
  const widths = HEADINGS.map((_heading, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function toRow(device: Device): string[] {
  const { id, accountId, clientId, name = '-' } = device;
  const identity = [id, accountId, clientId, name];
  if (!isPaired(device)) return [...identity, 'approved, not come yet', '-', '-'];
  const lastUsed = new Date(device.lastUsedAt).toISOString().slice(0, 16).replace('T', ' ');
  return [...identity, lastUsed, device.lastUsedFrom, device.scopes.join(' ')];
}

function count(number: number): string {
  return `${number} ${number === 1 ? 'device' : 'devices'}`;
}
