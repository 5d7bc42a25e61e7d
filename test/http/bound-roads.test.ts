import { expect } from 'chai';

import { errorOf } from '../support/comparable-answers.ts';
import type { Comparable } from '../support/comparable-answers.ts';
import { copyConfigFolder } from '../support/config-folder.ts';
import type { ConfigFolder } from '../support/config-folder.ts';
import { DEVICE_CODE_GRANT, askForCode, poll } from '../support/http-console.ts';
import type { Parameters } from '../support/http-console.ts';
import { ALL_PROOFS, BAD_PROOFS, GOOD_PROOFS, OTHERS_PROOFS, USED_PROOF } from '../support/odd-proofs.ts';
import { OPEN, compare, compareAudits, startTwoRoads } from '../support/two-roads.ts';
import type { Shape, Side, TwoRoads } from '../support/two-roads.ts';

const VERIFIER = 'v'.repeat(43);
/** SHA-256 of the verifier (RFC 7636, section 4.2). */
const CHALLENGE = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(VERIFIER))).toString('base64url');

const [GOOD, OTHERS, BAD] = [GOOD_PROOFS, OTHERS_PROOFS, BAD_PROOFS].map((proofs) => Object.keys(proofs)) as [
  string[],
  string[],
  string[],
];
/** What the engine says about a proof that it does not take. */
const REFUSALS = ['invalid_dpop_proof', 'use_dpop_nonce'];

/** The clients of clients.yaml by the tokens they get, and what their device requests have to say. */
const CLIENTS: Readonly<Record<string, Parameters>> = {
  console: {},
  'console-strict': { code_challenge: CHALLENGE, code_challenge_method: 'S256' },
  'console-bearer': {},
};

const HEAD = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' };
const REQUEST = { method: 'POST', path: '/token', chunked: false, headers: HEAD } as const;

function pollOf(clientId: string, proof: string | undefined): Shape {
  const parameters = [
    ['grant_type', DEVICE_CODE_GRANT],
    ['client_id', clientId],
    ['device_code', OPEN],
  ] as [string, string][];
  if (clientId === 'console-strict') parameters.push(['code_verifier', VERIFIER]);
  return { ...REQUEST, parameters, proof };
}

function refreshOf(proof: string | undefined): Shape {
  const parameters: [string, string][] = [
    ['grant_type', 'refresh_token'],
    ['client_id', 'console'],
    ['refresh_token', OPEN],
  ];
  return { ...REQUEST, parameters, proof };
}

for (const requireNonce of [false, true]) {
  describe(`requests with a DPoP proof cannot be told from each other by the road they took, ${requireNonce ? 'with nonces required' : 'as shipped'}`, () => {
    let config: ConfigFolder;
    let roads: TwoRoads;

    before(async () => {
      config = await copyConfigFolder();
      await config.change('clients.yaml', (file) => file.setIn(['clients', 0, 'devices', 'max'], 1000));
      await config.change('countersign.yaml', (file) => file.setIn(['dpop', 'require_nonce'], requireNonce));
      roads = await startTwoRoads({ config: config.path, logLevel: 'info' });
    });
    after(async () => {
      await roads.stop();
      await config.remove();
    });

    const codes = new Map<Side, string>();
    const tokens = new Map<Side, string>();

    /** Each side gets a device code, bound to its console's key if it is to be, and approved if it is to be. */
    async function ask(clientId = 'console', { isBound = false, isApproved = false } = {}): Promise<void> {
      for (const side of roads.sides) {
        const parameters = { client_id: clientId, ...CLIENTS[clientId], ...(isBound && { dpop_jkt: side.prover.keys.own.jkt }) };
        const pending = await askForCode(side.server.issuer, { scope: 'openid notes:read', ...parameters });
        if (isApproved) await side.person.decide(pending.user_code, 'approve');
        codes.set(side, pending.device_code);
      }
    }

    /** One poll of the code that was asked for last, the same on both sides. @returns its error, or its status */
    async function polled(proof: string | undefined, clientId = 'console'): Promise<string> {
      const [answer] = await compare(roads, async (side) => {
        const { answer } = await side.exchange(pollOf(clientId, proof), codes.get(side));
        return [[answer], stateOf(side)];
      });
      return outcome(answer);
    }

    /** One refresh with this token, or with the newest, the same on both sides. */
    async function refreshed(proof: string | undefined, old?: ReadonlyMap<Side, string>): Promise<string> {
      const [answer] = await compare(roads, async (side) => {
        const { answer, body } = await side.exchange(refreshOf(proof), (old ?? tokens).get(side));
        const { refresh_token: next } = JSON.parse(body) as { refresh_token?: string };
        if (next !== undefined) tokens.set(side, next);
        return [[answer], stateOf(side)];
      });
      return outcome(answer);
    }

    const isGood = (proof: string): boolean => !requireNonce || proof.includes('nonce of') || proof.includes('with a nonce');

    it('a pending poll, with each proof, good or bad, and then once more, too early', async () => {
      for (const proof of [...GOOD, ...OTHERS, ...BAD, undefined]) {
        await ask('console', { isBound: proof !== undefined && OTHERS.includes(proof) });
        const first = await polled(proof);
        if (proof !== undefined && (BAD.includes(proof) || !isGood(proof))) expect(REFUSALS, proof).to.include(first);
        else expect(first, proof).to.equal('authorization_pending');
        expect(await polled(proof), proof).to.equal('slow_down');
      }
    });

    it('a pending poll of a client that must bind its tokens, or must not', async () => {
      for (const clientId of ['console-strict', 'console-bearer']) {
        for (const proof of ['plain', 'with the nonce of this minute', 'of somebody else', 'that is none', undefined]) {
          await ask(clientId, { isBound: clientId === 'console-strict' });
          await polled(proof, clientId);
          await polled(proof, clientId);
        }
      }
    });

    it('a redemption: what is bad burns nothing, what is good brings tokens, of that key', async () => {
      for (const isBound of [false, true]) {
        await ask('console', { isBound, isApproved: true });
        const refusals = isBound ? [...REFUSALS, 'invalid_grant'] : REFUSALS;
        for (const proof of isBound ? [...BAD, ...OTHERS, undefined] : BAD)
          expect(refusals, proof).to.include(await polled(proof));
        expect(await polled('with the nonce of this minute')).to.equal('200');
      }
      for (const [index, proof] of [...GOOD, ...OTHERS].entries()) {
        if (!isGood(proof)) continue;
        await ask('console', { isBound: index % 2 === 0 && GOOD.includes(proof), isApproved: true });
        expect(await polled(proof), proof).to.equal('200');
      }
    }).timeout(60_000);

    it('a redemption of a client that must bind its tokens, or must not', async () => {
      for (const clientId of ['console-strict', 'console-bearer']) {
        await ask(clientId, { isBound: clientId === 'console-strict', isApproved: true });
        for (const proof of ['that is none', 'of somebody else', undefined, 'with the nonce of this minute'])
          await polled(proof, clientId);
      }
    });

    it('a redemption with a proof that was used', async () => {
      await ask('console', { isApproved: true });
      expect(await polled('with the nonce of this minute')).to.equal('200');
      for (const isBound of [false, true]) {
        await ask('console', { isBound, isApproved: true });
        expect(await polled(USED_PROOF)).to.equal('invalid_dpop_proof');
      }
      for (const { database } of roads.sides) {
        const { until } = database.prepare('SELECT max(expires_at) AS until FROM replays').get() as { until: number };
        expect(until - Date.now(), 'is remembered for ten minutes').to.be.within(9.5 * 60_000, 10 * 60_000);
      }
    });

    it('a refresh: what is bad ends nothing, what is good brings the next tokens, of that key', async () => {
      await ask('console', { isApproved: true });
      for (const side of roads.sides) {
        const DPoP = await ALL_PROOFS['with the nonce of this minute']!(side.prover);
        side.prover.used = DPoP;
        const { body } = await poll(side.server.issuer, codes.get(side)!, {}, { DPoP });
        tokens.set(side, String(body.refresh_token));
      }
      for (const proof of [...BAD, USED_PROOF]) expect(REFUSALS, proof).to.include(await refreshed(proof));
      for (const proof of [...OTHERS, undefined]) expect([...REFUSALS, 'invalid_grant']).to.include(await refreshed(proof));
      for (const proof of GOOD) expect(await refreshed(proof), proof).to.equal(isGood(proof) ? '200' : 'use_dpop_nonce');
      expect(await refreshed(USED_PROOF), 'a proof is good once').to.equal('invalid_dpop_proof');
    });

    it('a refresh whose answer was lost, and one that a thief tries, with a key of their own and then with the stolen one', async () => {
      const good = 'with the nonce of this minute';
      const lost = new Map(tokens);
      expect(await refreshed(good)).to.equal('200');
      expect(await refreshed(good, lost), 'the answer was lost').to.equal('200');
      expect(await refreshed(good)).to.equal('200');
      expect(await refreshed('of somebody else', lost)).to.be.oneOf(['invalid_grant', 'use_dpop_nonce']);
      expect(await refreshed(undefined, lost)).to.equal('invalid_grant');
      expect(await refreshed(good), 'nothing was ended by it').to.equal('200');
      expect(await refreshed(good, lost), 'used again').to.equal('invalid_grant');
      expect(await refreshed(good), 'now it was ended').to.equal('invalid_grant');
    });

    it('and the audit events are the same', () => {
      expect(compareAudits(roads)).to.include.members([
        'device_code.redeemed',
        'refresh_token.rotated',
        'refresh_token.reused',
        'device.ended',
      ]);
    });
  });
}

function outcome(answer: Comparable | undefined): string {
  return (answer && errorOf(answer)) ?? String(answer?.status);
}

/** How many codes and devices there are in which state. */
function stateOf({ database }: Side): unknown {
  return [
    database.prepare('SELECT state, count(*) AS codes FROM device_codes GROUP BY state ORDER BY state').all(),
    database.prepare('SELECT count(*) AS devices, count(rotated_at) AS rotated FROM grants').all(),
    database
      .prepare(
        "SELECT device ->> '$.keyThumbprint' AS device, current_payload ->> '$.jkt' AS token FROM grants ORDER BY rowid DESC LIMIT 1",
      )
      .all(),
  ];
}
