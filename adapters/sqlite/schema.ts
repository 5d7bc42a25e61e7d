/** Written into the header of our files, so that somebody else's database is never touched: "CSGN". */
export const APPLICATION_ID = 0x4353474e;

/**
 * The schema, one step per released version: step n brings a file from `user_version` n to n + 1. A step that was released is never edited.
 *
 * Every table and column name is written here; the other files only use them. Instants are milliseconds since the epoch. Columns named `key`
 * hold fingerprints, never secrets.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE device_codes (
    key           TEXT PRIMARY KEY,
    user_code_key TEXT NOT NULL UNIQUE,
    request       TEXT NOT NULL,
    client_id     TEXT    NOT NULL GENERATED ALWAYS AS (request ->> '$.clientId') VIRTUAL,
    interval      INTEGER NOT NULL GENERATED ALWAYS AS (request ->> '$.interval') VIRTUAL,
    expires_at    INTEGER NOT NULL GENERATED ALWAYS AS (request ->> '$.expiresAt') VIRTUAL,
    forget_at     INTEGER NOT NULL,
    state         TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'denied', 'consumed')),
    booked_until  INTEGER,
    decision      TEXT CHECK ((state = 'pending') = (decision IS NULL)),
    consumed_at   INTEGER CHECK ((state = 'consumed') = (consumed_at IS NOT NULL))
  ) STRICT;
  CREATE INDEX device_codes_forget_at ON device_codes (forget_at);

  -- A grant and its line of refresh tokens: one row, so that ending a device is one step.
  CREATE TABLE grants (
    id                 TEXT PRIMARY KEY,
    account_id         TEXT NOT NULL,
    client_id          TEXT NOT NULL,
    payload            TEXT NOT NULL,
    device             TEXT NOT NULL, -- as it was paired; its name can change
    device_name        TEXT,
    keep_until         INTEGER NOT NULL,
    current_key        TEXT,
    current_payload    TEXT,
    current_expires_at INTEGER,
    used_from          TEXT, -- the address that the current token was given to
    previous_key       TEXT,
    rotated_at         INTEGER,
    replaced_keys      TEXT NOT NULL DEFAULT ''
  ) STRICT;
  CREATE INDEX grants_keep_until ON grants (keep_until);
  CREATE INDEX grants_account_id ON grants (account_id);

  -- The places of a person's devices: of those that are awaited, and of those whose grant has the same id. A grant that is over gives up its place.
  CREATE TABLE places (
    id          TEXT NOT NULL,
    account_id  TEXT NOT NULL,
    client_id   TEXT NOT NULL,
    device_name TEXT,
    until       INTEGER, -- as long as it is awaited
    PRIMARY KEY (id, account_id)
  ) STRICT;
  CREATE INDEX places_account_id ON places (account_id, client_id);
  CREATE INDEX places_until ON places (until);
  CREATE TRIGGER grants_place AFTER DELETE ON grants BEGIN DELETE FROM places WHERE id = OLD.id; END;

  CREATE TABLE replays (
    key        TEXT PRIMARY KEY,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX replays_expires_at ON replays (expires_at);

  CREATE TABLE records (
    kind       TEXT NOT NULL,
    key        TEXT NOT NULL,
    value      TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (kind, key)
  ) STRICT;
  CREATE INDEX records_expires_at ON records (expires_at);

  CREATE TABLE counters (
    name   TEXT PRIMARY KEY,
    count  INTEGER NOT NULL,
    until  INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX counters_until ON counters (until);

  CREATE TABLE secrets (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Codes live for minutes: nothing is carried over. What a poll reads and writes is kept in short rows of its own, because SQLite writes whole pages.
  DROP TABLE device_codes;
  CREATE TABLE device_codes (
    key           TEXT PRIMARY KEY,
    user_code_key TEXT NOT NULL UNIQUE,
    client_id     TEXT NOT NULL,
    interval      INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    forget_at     INTEGER NOT NULL,
    state         TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'denied', 'consumed')),
    booked_until  INTEGER,
    decision      TEXT CHECK ((state = 'pending') = (decision IS NULL)),
    consumed_at   INTEGER CHECK ((state = 'consumed') = (consumed_at IS NOT NULL))
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX device_codes_forget_at ON device_codes (forget_at);

  -- The request as it came; it never changes.
  CREATE TABLE device_requests (
    key     TEXT PRIMARY KEY REFERENCES device_codes (key) ON DELETE CASCADE,
    request TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- What polls book is a log (poll-slots.ts): key and slot in turn, as JSON, of all polls of one transaction.
  ALTER TABLE device_codes DROP COLUMN booked_until;
  CREATE TABLE poll_slots (
    id    INTEGER PRIMARY KEY,
    slots TEXT NOT NULL
  ) STRICT;
  `,
];

/** What the sweep removes, and by which column: rows whose time is over. A grant and its refresh tokens are one row. */
export const EXPIRING: readonly { readonly table: string; readonly id: string; readonly column: string }[] = [
  { table: 'device_codes', id: 'key', column: 'forget_at' },
  { table: 'grants', id: 'id', column: 'keep_until' },
  { table: 'places', id: 'rowid', column: 'until' },
  { table: 'replays', id: 'key', column: 'expires_at' },
  { table: 'records', id: 'rowid', column: 'expires_at' },
  { table: 'counters', id: 'name', column: 'until' },
];
