import { close, fdatasync, openSync } from 'node:fs';

/** How many pages may be written before the disk is asked to take them: 4 MiB, a moment's work. */
const PAGES_AT_ONCE = 4_000;

/** Follows how the write-ahead log grows. */
export interface LogFlush {
  /** So many pages were written, more or less. */
  readonly wrote: (pages: number) => void;
  /** Lets go of the file. */
  readonly stop: () => void;
}

/** Of a database without a file. */
export const NO_LOG: LogFlush = { wrote: () => undefined, stop: () => undefined };

/**
 * Brings the write-ahead log to the disk while it grows, in the background. SQLite does that itself before it writes the log back into the file, and the server
 * stands still meanwhile: the less is left to bring by then, the shorter. No promise hangs on it: what fails here, SQLite does at its own time, and says so.
 *
 * @param path of the database
 * @see {@link https://www.sqlite.org/wal.html#ckpt SQLite, Write-Ahead Logging, section 2.1}
 */
export function createLogFlush(path: string): LogFlush {
  const file = openLog(path);
  if (file === undefined) return NO_LOG;
  let written = 0;
  let underWay = false;
  let stopped = false;

  function end(descriptor: number): void {
    close(descriptor, () => undefined);
  }

  return {
    wrote(pages) {
      written += pages;
      if (written < PAGES_AT_ONCE || underWay || stopped) return;
      written = 0;
      underWay = true;
      fdatasync(file, () => {
        underWay = false;
        if (stopped) end(file);
      });
    },
    stop() {
      if (!stopped && !underWay) end(file);
      stopped = true;
    },
  };
}

/** Opened beside SQLite, which is safe for this file alone: the locks that closing it would drop are on the others. */
function openLog(path: string): number | undefined {
  try {
    return openSync(`${path}-wal`, 'r+');
  } catch {
    return undefined; // then the disk hears of it from SQLite
  }
}
