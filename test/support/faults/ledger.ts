import type { ConsoleSteps } from './console-steps.ts';
import type { Journal } from './journal.ts';

/** What was acknowledged and must still be so at the end. */
export interface Ledger {
  /** A person was told that it is decided; nobody polled since. */
  decided(deviceCode: string, decision: 'approve' | 'deny'): void;
  /** A console has this refresh token. When there are many, the oldest device is logged out. */
  paired(refreshToken: string): Promise<void>;
  /** Looks everything up, and tells the journal what is lost. */
  audit(): Promise<void>;
}

/** Devices that are kept until the end, so that the limit of devices is never met. */
const KEPT_DEVICES = 4;

/** Decisions that are kept until the end: the latest. */
const KEPT_DECISIONS = 40;

/** Opens a ledger. */
export function createLedger(steps: ConsoleSteps, journal: Journal): Ledger {
  const decisions: { readonly deviceCode: string; readonly decision: 'approve' | 'deny' }[] = [];
  const devices: string[] = [];
  const revoked: string[] = [];

  return {
    decided(deviceCode, decision) {
      decisions.push({ deviceCode, decision });
      if (decisions.length > KEPT_DECISIONS) decisions.shift();
    },

    async paired(refreshToken) {
      devices.push(refreshToken);
      const oldest = devices.length > KEPT_DEVICES ? devices.shift() : undefined;
      if (oldest === undefined) return;
      await steps.revoke(oldest);
      revoked.push(oldest);
    },

    async audit() {
      for (const { deviceCode, decision } of decisions) {
        const { outcome } = await steps.redeem(deviceCode);
        if (outcome.kind !== (decision === 'approve' ? 'tokens' : 'denied')) {
          journal.lose(decision === 'approve' ? 'approval' : 'denial');
        }
      }
      for (const token of devices) if ((await steps.refresh(token)) === undefined) journal.lose('device');
      for (const token of revoked) if ((await steps.refresh(token)) !== undefined) journal.lose('revocation');
    },
  };
}
