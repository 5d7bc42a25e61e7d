import { setTimeout as sleep } from 'node:timers/promises';

import { createPerson } from '../person.ts';
import type { Person } from '../person.ts';
import { decideOnce, insist, openOnce } from './attempts.ts';
import { createConsoleSteps } from './console-steps.ts';
import type { Journal } from './journal.ts';
import { createLedger } from './ledger.ts';

/** Consoles that pair, refresh and log out without end, each with a person who decides for it. */
export interface Traffic {
  /** Lets everybody finish what they are at, and then looks whether everything is kept that was acknowledged. */
  finish(): Promise<void>;
}

/** Who the consoles belong to: people of the shipped accounts.yaml. */
const PEOPLE = [
  ['alice', 'wonderland'],
  ['bob', 'builder'],
] as const;

/** One who watches, and others who pair. */
const PERSONS = 4;

/** Between two steps of one console: so much traffic that every fault meets some, so little that the machine is not the fault. */
const BREATH_MS = 20;
const WATCH_MS = 50;

/** Begins once everybody is signed in. With several addresses every attempt takes the next one, as behind a load balancer. */
export async function startTraffic(addresses: readonly string[], journal: Journal): Promise<Traffic> {
  let turn = 0;
  const steps = createConsoleSteps(() => addresses[(turn += 1) % addresses.length]!, journal);
  const ledger = createLedger(steps, journal);
  let stopping = false;

  /** @returns the refresh token, if the pairing came to that */
  async function pair(person: Person, round: number): Promise<string | undefined> {
    const pending = await steps.ask();
    if (!(await steps.firstPoll(pending))) {
      journal.lose('code');
      return undefined;
    }
    await sleep(BREATH_MS);

    const decision = round % 4 === 3 ? 'deny' : 'approve';
    const decide = () => decideOnce(person, pending.user_code, decision, () => journal.lose('sign-in'));
    const decided = (await insist(journal, 'decide', decide)).outcome;
    if (decided === 'unknown-code') {
      journal.lose('code');
      return undefined;
    }
    await sleep(BREATH_MS);
    if (decided === 'decided' && round % 2 === 1) {
      ledger.decided(pending.device_code, decision);
      return undefined;
    }
    const { outcome, unsure } = await steps.redeem(pending.device_code);
    if (outcome.kind === 'tokens') return outcome.refreshToken;
    if (outcome.kind === 'gone' && (unsure || decided !== 'decided')) journal.beginAgain();
    else if (outcome.kind === 'gone') journal.lose(decision === 'approve' ? 'approval' : 'denial');
    return undefined;
  }

  /** Refreshes twice, and keeps the device for the end. */
  async function use(first: string): Promise<void> {
    let token = first;
    for (let times = 0; times < 2; times += 1) {
      const next = await steps.refresh(token);
      if (next === undefined) {
        journal.lose('device');
        return;
      }
      token = next;
      await sleep(BREATH_MS);
    }
    await ledger.paired(token);
  }

  async function live(person: Person, first: number): Promise<void> {
    for (let round = first; !stopping; round += 1) {
      const token = await pair(person, round);
      if (token !== undefined) await use(token);
      await sleep(BREATH_MS);
    }
  }

  /** Four who do nothing but one thing, so that every kind of answer is seen at every moment. */
  async function watch(person: Person): Promise<void> {
    const pending = await steps.ask();
    const device = await steps.ask();
    await insist(journal, 'decide', () => decideOnce(person, device.user_code, 'approve', () => undefined));
    const redeemed = (await steps.redeem(device.device_code)).outcome;
    let token = redeemed.kind === 'tokens' ? redeemed.refreshToken : undefined;
    let unknown = 0;

    const onSignedOut = (): void => journal.lose('sign-in');
    const untilStopped = async (work: () => Promise<unknown>): Promise<void> => {
      while (!stopping) {
        await work();
        await sleep(WATCH_MS);
      }
    };
    await Promise.all([
      untilStopped(() => steps.ask()),
      untilStopped(async () => {
        if (unknown === 0 && !(await steps.firstPoll(pending))) unknown += 1;
      }),
      untilStopped(() => insist(journal, 'open the page', () => openOnce(person, onSignedOut))),
      untilStopped(async () => {
        if (token !== undefined) token = await steps.refresh(token);
      }),
    ]);
    if (unknown > 0) journal.lose('code');
    if (token === undefined) journal.lose('device');
  }

  const people = Array.from({ length: PERSONS }, (_, index) => createPerson(addresses[index % addresses.length]!));
  for (const [index, person] of people.entries()) await person.signIn(...PEOPLE[index % PEOPLE.length]!);
  const [watcher, ...others] = people;
  const lives = Promise.all([watch(watcher!), ...others.map(live)]);
  lives.catch(() => undefined); // whoever finishes the traffic hears of it
  return {
    async finish() {
      stopping = true;
      await lives;
      await ledger.audit();
    },
  };
}
