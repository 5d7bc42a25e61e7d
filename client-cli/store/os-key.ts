import { randomBytes } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import type { Environment } from '../environment.ts';
import { problem, profileFlag } from '../problems/problem.ts';
import type { Problem } from '../problems/problem.ts';
import { cleanText } from '../terminal/clean-text.ts';
import type { Time } from '../time.ts';
import type { Instant, Milliseconds } from '../units.ts';
import { OS_STORE_NAME } from './os-store-name.ts';
import { askOsStore } from './os-store.ts';
import type { OsStoreOutcome } from './os-store.ts';
import type { OsStoreAnswer, OsStoreRequest } from './os-store-protocol.ts';
import { makeFolder } from './replace-file.ts';
import { hasSessionBus } from './session-bus.ts';
import { systemReason } from './system-reason.ts';
import { KEY_BYTES, rawKey, readKey, writeKey } from './wrapping-key.ts';
import type { KeyKeeper, WrappingKey } from './wrapping-key.ts';

/** What keeping a key in the OS store depends on. */
export interface OsKeyDeps {
  readonly home: string;
  readonly profile: string;
  readonly env: Environment;
  readonly time: Time;
}

/** What people find the key under in the program of their OS store; the account says which profile, in which folder. */
const SERVICE = 'countersign';

/** A store that did not do what it was asked is left alone for so long: one command may need it three times, and each could hang or ask a person. */
const COOL_DOWN: Milliseconds = 10_000;

/** A key that was there so short a time ago is still there. A login waits longer for its approval, and somebody may log out meanwhile. */
const STILL_THERE: Milliseconds = 5000;

interface Known {
  readonly key: WrappingKey;
  readonly text: string;
  readonly at: Instant;
  /** Was it made now? Another process may have made one at the same moment, and replaced ours. */
  readonly isNew: boolean;
}

/**
 * Keeps the key in the store of the operating system: Windows Credential Manager, macOS Keychain, or the Secret Service of a Linux desktop. Each profile
 * has a key of its own there. The login itself would not fit: Windows takes 2,560 bytes.
 */
export function createOsKey({ home, profile, env, time }: OsKeyDeps): KeyKeeper {
  let known: Known | undefined;
  let failed: { readonly reason: Problem; readonly at: Instant } | undefined;
  const about = { place: OS_STORE_NAME, profile, profileFlag: profileFlag(profile) };

  async function ask(wish: OsStoreRequest['wish'], value?: string): Promise<OsStoreAnswer & { readonly kind: 'done' }> {
    if (failed !== undefined && time.elapsed() - failed.at < COOL_DOWN) throw failed.reason;
    const account = `${profile} in ${await realpath(home)}`; // one name for one folder, however it is reached
    const outcome = await askOsStore(
      { wish, service: SERVICE, account, ...(value === undefined ? {} : { value }) },
      { env, time },
    );
    failed = undefined;
    if (outcome.kind === 'done') return outcome;
    const reason = problem(codeOf(outcome, env), { ...about, detail: 'detail' in outcome ? cleanText(outcome.detail, 160) : '' });
    failed = { reason, at: time.elapsed() };
    throw reason;
  }

  function learn({ value: text, isNew = false }: { readonly value?: string; readonly isNew?: boolean }): WrappingKey {
    if (text === undefined) throw problem('os_store_key_gone', about);
    const bytes = readKey(text);
    if (bytes === undefined) throw problem('os_store_key_damaged', about);
    known = { key: rawKey(bytes), text, at: time.elapsed(), isNew };
    return known.key;
  }

  async function makeHome(): Promise<void> {
    try {
      await makeFolder(home);
    } catch (cause) {
      throw problem('store_unwritable', { path: home, detail: systemReason(cause) }, { cause });
    }
  }

  return {
    async toOpen(id) {
      return known?.key.id === id ? known.key : learn(await ask('read'));
    },
    async toSeal(looks = 'lately') {
      const isRecent = known !== undefined && !known.isNew && time.elapsed() - known.at < STILL_THERE;
      if (known !== undefined && isRecent && looks === 'lately') return known.key;
      await makeHome();
      try {
        return learn(await ask('ensure', known?.text ?? writeKey(randomBytes(KEY_BYTES))));
      } catch (error) {
        if (known === undefined) throw error;
        return known.key; // it was there a while ago: rather seal with it than lose a login over a store that is locked just now
      }
    },
    isKnown: () => known !== undefined,
    async discard() {
      await ask('remove');
      known = undefined;
    },
  };
}

/** Which problem it is. Without a place to ask, that is known for sure; else it is told in the words of whoever refused. */
function codeOf(outcome: Exclude<OsStoreOutcome, { readonly kind: 'done' }>, env: Environment): OsStoreProblem {
  if (outcome.kind === 'hangs') return 'os_store_hangs';
  if (outcome.kind === 'broke') return 'os_store_refused'; // nothing says that there is no store: no reason to take another
  switch (outcome.failure) {
    case 'package':
      return 'os_store_package';
    case 'connection':
      return process.platform === 'linux' && !hasSessionBus(env) ? 'os_store_no_bus' : 'os_store_absent';
    case 'silence':
      return 'os_store_hangs';
    case 'locked':
      return 'os_store_locked';
    case 'refusal':
      return 'os_store_refused';
  }
}

type OsStoreProblem =
  'os_store_package' | 'os_store_no_bus' | 'os_store_absent' | 'os_store_locked' | 'os_store_refused' | 'os_store_hangs';
