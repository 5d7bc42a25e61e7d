import { setImmediate as nextTurn } from 'node:timers/promises';

import type { AwaitedDevice, PairedDevice } from '../../server/domain/device.ts';
import { byLastUse } from '../../server/domain/device-limit.ts';
import type { Clock } from '../../server/ports/clock.ts';
import type { Devices } from '../../server/ports/devices.ts';
import type { Database } from './database.ts';
import { DEVICE_COLUMNS, readAwaited, readDevice } from './device-row.ts';
import type { AwaitedRow, DeviceRow } from './device-row.ts';
import { promised, write } from './transactions.ts';

/** Devices that a search looks at before it lets requests through: the binding is synchronous. */
const BATCH = 500;

/** A place counts as long as it is awaited, or the grant that it leads to lives. */
const PLACE_COUNTS = `(until > :now OR until IS NULL AND EXISTS (SELECT 1 FROM grants WHERE grants.id = places.id AND keep_until > :now))`;

/** Devices in SQLite: a table of places beside the grants. A trigger gives up the place of a grant that is ended or swept away. */
export function createDevices({ durable, quick }: Database, clock: Clock): Devices {
  const sql = {
    taken: durable.prepare(
      `SELECT count(*) AS taken FROM places
       WHERE account_id = :accountId AND client_id = :clientId AND id <> :id AND ${PLACE_COUNTS}`,
    ),
    connectedBeside: durable.prepare(
      `SELECT count(*) AS taken FROM places
       WHERE account_id = :accountId AND client_id = :clientId AND id <> :id AND until IS NULL AND ${PLACE_COUNTS}`,
    ),
    has: durable.prepare('SELECT 1 FROM places WHERE id = :id AND account_id = :accountId'),
    keep: durable.prepare(
      `INSERT INTO places (id, account_id, client_id, device_name, until) VALUES (:id, :accountId, :clientId, :name, :awaitedUntil)
       ON CONFLICT DO NOTHING`,
    ),
    connect: durable.prepare('UPDATE places SET until = NULL WHERE id = :id AND account_id = :accountId'),
    paired: quick.prepare(
      `SELECT ${DEVICE_COLUMNS} FROM grants WHERE account_id = :accountId AND keep_until > :now
       AND EXISTS (SELECT 1 FROM places WHERE places.id = grants.id AND places.account_id = :accountId AND until IS NULL)`,
    ),
    awaited: quick.prepare('SELECT id, account_id, client_id, device_name, until FROM places WHERE account_id = ? AND until > ?'),
    find: quick.prepare(`SELECT ${DEVICE_COLUMNS} FROM grants WHERE id = ? AND keep_until > ?`),
    rename: durable.prepare(
      'UPDATE grants SET device_name = :name WHERE id = :id AND account_id = :accountId AND keep_until > :now',
    ),
    endGrant: durable.prepare('DELETE FROM grants WHERE id = :id AND account_id = :accountId RETURNING keep_until'),
    leave: durable.prepare('DELETE FROM places WHERE id = :id AND account_id = :accountId RETURNING until'),
    batch: quick.prepare(`SELECT ${DEVICE_COLUMNS} FROM grants WHERE id > ? AND keep_until > ? ORDER BY id LIMIT ${BATCH}`),
  };
  // Node's types say of a row that it has any columns; which ones, the statement says.
  const toDevices = (rows: unknown): PairedDevice[] => (rows as DeviceRow[]).map(readDevice);
  const toAwaited = (rows: unknown): AwaitedDevice[] => (rows as AwaitedRow[]).map(readAwaited);
  const number = (row: unknown, column: string): number => (row as Record<string, number>)[column] ?? 0;

  return {
    keepPlace: ({ device: { name = null, ...device }, max = Infinity }, now) =>
      write(durable, () => {
        const { id, accountId, clientId } = device;
        if (sql.has.get({ id, accountId })) return true;
        if (max < Infinity && number(sql.taken.get({ id, accountId, clientId, now }), 'taken') >= max) return false;
        return sql.keep.run({ ...device, name }).changes === 1;
      }),

    connect: ({ id, accountId, clientId }, max = Infinity) =>
      write(durable, () => {
        if (!sql.has.get({ id, accountId })) return 'ended';
        if (max < Infinity && number(sql.connectedBeside.get({ id, accountId, clientId, now: clock() }), 'taken') >= max)
          return 'full';
        sql.connect.run({ id, accountId });
        return 'connected';
      }),

    listOf: (accountId) =>
      promised(() => {
        const now = clock();
        const paired = toDevices(sql.paired.all({ accountId, now })).sort(byLastUse);
        return { paired, awaited: toAwaited(sql.awaited.all(accountId, now)) };
      }),

    find: (id) =>
      promised(() => {
        const row = sql.find.get(id, clock()) as DeviceRow | undefined;
        return row && readDevice(row);
      }),

    rename: ({ id, accountId }, name) =>
      write(durable, () => sql.rename.run({ id, accountId, name, now: clock() }).changes === 1),

    end: ({ id, accountId }) =>
      write(durable, () => {
        const now = clock();
        const grant = sql.endGrant.get({ id, accountId }) as Pick<DeviceRow, 'keep_until'> | undefined;
        const place = sql.leave.get({ id, accountId }) as { readonly until: number | null } | undefined;
        return grant ? grant.keep_until > now : (place?.until ?? 0) > now;
      }),

    async search(isWanted) {
      const wanted = [];
      for (let last: string | undefined = ''; last !== undefined;) {
        const devices = toDevices(sql.batch.all(last, clock()));
        wanted.push(...devices.filter(isWanted));
        last = devices.at(-1)?.id;
        await nextTurn();
      }
      return wanted.sort(byLastUse);
    },
  };
}
