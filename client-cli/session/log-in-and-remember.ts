import { problem } from '../problems/problem.ts';
import { writeProfile } from '../profile/write-profile.ts';
import { systemReason } from '../store/system-reason.ts';
import type { ChosenStore } from '../store/stores.ts';
import type { Login, TokenStore } from '../store/token-store.ts';
import { logIn } from './log-in.ts';
import type { LoginDeps, LoginEvent } from './log-in.ts';
import type { LoginWish } from './login-wish.ts';

/** What logging in for good depends on. */
export interface RememberDeps extends Omit<LoginDeps, 'store' | 'previous'> {
  /** The folder of the profile. */
  readonly folder: string;
  /** Where the login is to be kept. */
  readonly choice: ChosenStore;
  /** Where the one before is. */
  readonly before: TokenStore;
  /** Told as soon as the login is kept: from now on it is the one that counts, whatever else fails. */
  readonly onKept: () => void;
}

/**
 * Logs in, remembers what was chosen, and tidies up: what the place before still holds, or what was made for a login that came to nothing.
 *
 * @throws what {@link logIn} throws; StoreUnavailable `store_unwritable`
 */
export async function* logInAndRemember(wish: LoginWish, deps: RememberDeps): AsyncGenerator<LoginEvent, Login> {
  const { choice, before, folder, onKept, warn } = deps;
  const previous = (): Promise<Login | undefined> => before.load().catch(() => undefined);
  let helpPage: string | undefined;
  const onHelpPage = (page: string | undefined): void => {
    helpPage = page;
    deps.onHelpPage(page);
  };
  let isKept = false;
  try {
    for await (const event of logIn(wish, { ...deps, store: choice.store, previous, onHelpPage })) {
      if (event.kind !== 'done') {
        yield event;
        continue;
      }
      onKept();
      isKept = true;
      const { issuer, clientId, endpoints, provider, clientKey } = event.login;
      await writeProfile(folder, { issuer, clientId, endpoints, provider, clientKey, store: choice.record, helpPage }).catch(
        (cause: unknown) => {
          throw problem('store_unwritable', { path: folder, detail: systemReason(cause) }, { cause });
        },
      );
      await choice.settle(event.login);
      try {
        yield event;
      } finally {
        for (const note of choice.notes) warn(note);
      }
      return event.login;
    }
    throw problem('unexpected', { detail: 'the login ended without an answer' });
  } finally {
    if (!isKept) await choice.abandon();
  }
}
