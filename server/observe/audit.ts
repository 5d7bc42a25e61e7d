import type { AccountChange } from '../domain/account-change.ts';
import type { Log } from '../ports/log.ts';

interface Paired {
  /** Joins console, page and token: the id of the device request, of the device and of its grant. */
  readonly pairing: string;
  readonly client: string;
}

/**
 * Everything that happens to a device, from the first request on: who paired what, from where, with which rights, and how it ended. Each event
 * carries the pairing id. No event has room for a secret.
 */
export type AuditEvent =
  | ({
      readonly event: 'device_code.issued';
      readonly scopes: readonly string[];
      readonly address: string;
      readonly pkce_bound: boolean;
      readonly dpop_bound: boolean;
    } & Paired)
  | ({ readonly event: 'device_code.viewed'; readonly account: string; readonly address: string } & Paired)
  | ({
      readonly event: 'device_code.approved';
      readonly account: string;
      readonly scopes: readonly string[];
      readonly address: string;
    } & Paired)
  | ({
      readonly event: 'device_code.denied';
      readonly account: string;
      readonly reason: 'denied' | 'not-me' | 'no-rights';
      readonly address: string;
    } & Paired)
  | ({
      readonly event: 'device_code.approval_refused';
      readonly account: string;
      readonly reason: string;
      readonly address: string;
    } & Paired)
  | ({ readonly event: 'device_code.redeemed'; readonly account: string; readonly address: string } & Paired)
  | ({ readonly event: 'device_code.replayed'; readonly address: string } & Paired)
  | ({
      readonly event: 'device_code.slowed_down';
      /** Where the code was asked for. */
      readonly address: string;
      /** How many polls came too early by now: 10, 100, 1000 … */
      readonly times: number;
    } & Paired)
  /** A network was given as many codes as it may have, and asks for more: told once until it may again. */
  | { readonly event: 'device_code.held_back'; readonly address: string; readonly given: number }
  | ({
      readonly event: 'refresh_token.rotated';
      readonly account: string;
      readonly repeated: boolean;
      readonly address: string;
    } & Paired)
  | ({ readonly event: 'refresh_token.reused'; readonly address: string } & Paired)
  | ({
      readonly event: 'device.ended';
      /** Whose it was, as far as it is known here. */
      readonly account?: string;
      /** Undefined where nobody asked for it. */
      readonly address?: string;
      /** Who ended it: its person, the console itself, the reuse of a refresh token, one device too many, an admin at the machine, or a change of the account. */
      readonly by: 'person' | 'console' | 'reuse' | 'limit' | 'admin' | AccountChange;
    } & Paired)
  | ({ readonly event: 'device.renamed'; readonly account: string; readonly address: string } & Paired)
  | { readonly event: 'user_code.refused'; readonly account: string; readonly reason: string; readonly address: string }
  | { readonly event: 'sign_in.accepted'; readonly account: string; readonly address: string }
  | { readonly event: 'sign_in.refused'; readonly reason: string; readonly address: string }
  | { readonly event: 'sign_out.done'; readonly account: string; readonly address: string };

/** Where what happened is recorded. */
export type Audit = (entry: AuditEvent) => void;

/** Events that deserve a second look. */
const SUSPICIOUS: ReadonlySet<AuditEvent['event']> = new Set([
  'device_code.held_back',
  'device_code.approval_refused',
  'refresh_token.reused',
  'device_code.replayed',
  'sign_in.refused',
  'user_code.refused',
]);

/** Also a denial by somebody who never asked: a person says that they were being led astray. */
function isSuspicious(entry: AuditEvent): boolean {
  return SUSPICIOUS.has(entry.event) || (entry.event === 'device_code.denied' && entry.reason === 'not-me');
}

/** Records audit events in the log, marked `audit: true` so that they can be kept apart. */
export function createAudit({ log }: { readonly log: Log }): Audit {
  return function record(entry) {
    const { event, ...fields } = entry;
    const write = isSuspicious(entry) ? log.warn : log.info;
    write(event, { audit: true, ...fields });
  };
}
