import { poll, post, refresh } from '../http-console.ts';
import type { Pending } from '../http-console.ts';
import { insist, judgeAnswer } from './attempts.ts';
import type { Settled } from './attempts.ts';
import type { Journal } from './journal.ts';

/** What a poll found that came after the decision. `gone`: unknown, spent, or undecided again. */
export type Redeemed =
  { readonly kind: 'tokens'; readonly refreshToken: string } | { readonly kind: 'denied' } | { readonly kind: 'gone' };

/** What a console does, each step tried until it has an outcome. */
export interface ConsoleSteps {
  ask(): Promise<Pending>;
  /** @returns whether the code is known */
  firstPoll(pending: Pending): Promise<boolean>;
  redeem(deviceCode: string): Promise<Settled<Redeemed>>;
  /** @returns the next refresh token, or undefined if the device is not paired any more */
  refresh(refreshToken: string): Promise<string | undefined>;
  revoke(refreshToken: string): Promise<void>;
}

/** @param address where to send the next attempt */
export function createConsoleSteps(address: () => string, journal: Journal): ConsoleSteps {
  return {
    async ask() {
      const form = { client_id: 'console', scope: 'openid notes:read' };
      const { outcome } = await insist(journal, 'ask for a code', async () => {
        const answer = await post(`${address()}/device_authorization`, form);
        return judgeAnswer<Pending>(answer, (result) =>
          result === '200' ? { outcome: answer.body as unknown as Pending } : undefined,
        );
      });
      return outcome;
    },

    async firstPoll({ device_code: deviceCode }) {
      const { outcome } = await insist(journal, 'poll', async () =>
        judgeAnswer<boolean>(await poll(address(), deviceCode), (result) => {
          if (result === 'authorization_pending' || result === 'slow_down') return { outcome: true };
          return result === 'invalid_grant' ? { outcome: false, verdict: 'lost' } : undefined;
        }),
      );
      return outcome;
    },

    redeem: (deviceCode) =>
      insist(journal, 'poll', async () => {
        const answer = await poll(address(), deviceCode);
        return judgeAnswer<Redeemed>(answer, (result) => {
          if (result === '200') return { outcome: { kind: 'tokens', refreshToken: String(answer.body.refresh_token) } };
          if (result === 'access_denied') return { outcome: { kind: 'denied' } };
          const isGone = ['invalid_grant', 'authorization_pending', 'slow_down'].includes(result);
          return isGone ? { outcome: { kind: 'gone' }, verdict: 'lost' } : undefined;
        });
      }),

    async refresh(refreshToken) {
      const { outcome } = await insist(journal, 'refresh', async () => {
        const answer = await refresh(address(), refreshToken);
        return judgeAnswer<{ readonly next?: string }>(answer, (result) => {
          if (result === '200') return { outcome: { next: String(answer.body.refresh_token) } };
          return result === 'invalid_grant' ? { outcome: {}, verdict: 'lost' } : undefined;
        });
      });
      return outcome.next;
    },

    async revoke(token) {
      await insist(journal, 'revoke', async () =>
        judgeAnswer<true>(await post(`${address()}/revoke`, { client_id: 'console', token }), (result) =>
          result === '200' ? { outcome: true } : undefined,
        ),
      );
    },
  };
}
