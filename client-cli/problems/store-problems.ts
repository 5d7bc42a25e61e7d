import { EXIT } from './exit-codes.ts';
import { entry } from './problem-entry.ts';
import type { ProblemEntry } from './problem-entry.ts';

const DISCARD =
  'Discard it with "countersign logout --local-only{profileFlag}", then log in again with "countersign login{profileFlag}".';
const CHOOSE = 'Or choose another place openly: countersign login --store file{profileFlag}.';

/** What to do about the store of the operating system, by what is wrong with it. */
export const OS_STORE_STEPS = {
  os_store_package: 'Install this program again, with its optional packages.',
  os_store_no_bus: 'Log in to the desktop, and run this there.',
  os_store_absent: 'Start one, such as GNOME Keyring, KWallet or KeePassXC.',
  os_store_locked: 'Unlock it, then try again.',
  os_store_refused: 'See whether others can use it.',
  os_store_hangs: 'Should it be asking you to unlock it, do that and try again. If not, start it anew.',
} as const;

/** What can be wrong with the place where a login is kept: the part of the table that belongs to `store/`. */
export function storeProblems() {
  return {
    no_home: entry(
      EXIT.store,
      'Nothing says where the files of this user belong (no HOME).',
      'Set COUNTERSIGN_HOME to a folder that only this user can read.',
    ),
    store_unwritable: entry(
      EXIT.store,
      'The token store cannot be written: {detail}.',
      'Check {path}: its owner, its rights and the space left.',
    ),
    store_unreadable: entry(EXIT.store, 'The token store cannot be read: {detail}.', 'Check {path}: its owner and its rights.'),
    store_damaged: entry(EXIT.store, 'The token file {path} is damaged: it was changed, cut short or is not ours.', DISCARD),
    store_wrong_key: entry(
      EXIT.store,
      'The token file {path} is sealed with another key than the one at hand.',
      `Bring back the key. Or: ${DISCARD}`,
    ),
    store_foreign: entry(EXIT.store, 'The token file {path} belongs to another profile ("{detail}").', DISCARD),
    store_newer: entry(
      EXIT.store,
      'The token file {path} was written by a newer version of this program.',
      'Update this program.',
    ),
    store_key_missing: entry(
      EXIT.store,
      'The tokens of profile "{profile}" are sealed with COUNTERSIGN_STORE_KEY, which is not set.',
      'Set it. Or choose a weaker store openly: countersign login --store file{profileFlag}.',
    ),
    store_key_file: entry(
      EXIT.store,
      'The key file {path} is damaged: {detail}.',
      'Bring it back from a copy. Or delete it and log in again.',
    ),
    store_not_ours: entry(
      EXIT.store,
      'In the place of {path} there is something that this program did not put there ({detail}).',
      'Look at it, move it away, and try again.',
    ),
    store_exposed: entry(
      EXIT.store,
      'The key file {path} is open to others: {detail}.',
      'Close it with "chmod 600". If somebody may have read it, delete it and log in again.',
    ),
    os_store_package: entry(
      EXIT.store,
      'The part of this program that talks to the {place} is not installed, or does not run here ({detail}).',
      `${OS_STORE_STEPS.os_store_package} ${CHOOSE}`,
    ),
    os_store_no_bus: entry(
      EXIT.store,
      'The {place} cannot be reached: there is no D-Bus session here.',
      `${OS_STORE_STEPS.os_store_no_bus} ${CHOOSE}`,
    ),
    os_store_absent: entry(
      EXIT.store,
      'There is no {place} here that answers ({detail}).',
      `${OS_STORE_STEPS.os_store_absent} ${CHOOSE}`,
    ),
    os_store_locked: entry(
      EXIT.store,
      'The {place} is locked, or does not let this program in ({detail}).',
      `${OS_STORE_STEPS.os_store_locked} ${CHOOSE}`,
    ),
    os_store_refused: entry(
      EXIT.store,
      'The {place} refused, or could not be asked ({detail}).',
      `${OS_STORE_STEPS.os_store_refused} ${CHOOSE}`,
    ),
    os_store_hangs: entry(EXIT.store, 'The {place} did not answer in time.', `${OS_STORE_STEPS.os_store_hangs} ${CHOOSE}`),
    os_store_key_gone: entry(
      EXIT.store,
      'The key of profile "{profile}" is not in the {place}: it was removed, or is in a part of it that is locked.',
      'Unlock it, or bring the key back. Or log in again with "countersign login{profileFlag}".',
    ),
    os_store_key_damaged: entry(
      EXIT.store,
      'What the {place} holds for profile "{profile}" is not a key of this program.',
      DISCARD,
    ),
  } as const satisfies Record<string, ProblemEntry>;
}
