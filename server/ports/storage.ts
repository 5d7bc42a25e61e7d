import type { Fingerprint } from '../domain/fingerprint.ts';
import type { Instant, Seconds } from '../domain/units.ts';
import type { DeviceCodes } from './device-codes.ts';
import type { Devices } from './devices.ts';
import type { Grants } from './grants.ts';

/** Things that must not happen twice: DPoP proofs and client assertions (RFC 9449, section 11.1; RFC 7523, section 3). */
export interface Replays {
  /** Claims a key until the given time. @returns true for exactly one caller. Atomic. */
  claim(key: Fingerprint, until: Instant): Promise<boolean>;
}

/** Small records with a time to live: web sessions, and what the engine keeps beside device codes and grants. */
export interface ExpiringRecords {
  /** Keeps or replaces a record. */
  save(kind: string, key: Fingerprint, value: Readonly<Record<string, unknown>>, expiresAt: Instant): Promise<void>;
  /** The record, unless its time is over. */
  find(kind: string, key: Fingerprint): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Forgets a record; it is no error if there is none. */
  remove(kind: string, key: Fingerprint): Promise<void>;
}

/** Counting within a window of time, for limits. */
export interface Counters {
  /**
   * Counts one more.
   *
   * @returns how many there were since the window began, this one included, and when the window ends. The first one begins it. Atomic.
   */
  increment(name: Fingerprint, window: Seconds, now: Instant): Promise<{ readonly count: number; readonly until: Instant }>;
  /** Takes one back that turned out not to count, unless its window has ended. Atomic. */
  giveBack(name: Fingerprint, now: Instant): Promise<void>;
}

/** What the server makes once and needs for ever: signing keys, cookie keys, the pepper. */
export interface LastingSecrets {
  /** Keeps `value` under `name` unless something is kept there already. @returns what is kept now. Atomic and durable. */
  keepFirst(name: string, value: string): Promise<string>;
  /** What is kept under `name`. */
  read(name: string): Promise<string | undefined>;
}

/**
 * Everything the server asks of storage. Keys are fingerprints: no secret enters in clear. What must last survives a restart of the server;
 * what expires is gone by itself.
 */
export interface Storage {
  readonly deviceCodes: DeviceCodes;
  readonly grants: Grants;
  readonly devices: Devices;
  readonly replays: Replays;
  readonly records: ExpiringRecords;
  readonly counters: Counters;
  readonly secrets: LastingSecrets;
  /** Can it be written to now? Rejects if not. */
  ping(): Promise<void>;
  /** Lets go of files and connections, once what is under way is done. */
  close(): Promise<void>;
}
