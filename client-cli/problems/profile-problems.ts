import { EXIT } from './exit-codes.ts';
import { entry } from './problem-entry.ts';
import type { ProblemEntry } from './problem-entry.ts';

/** What can be wrong with the profile that was named. */
export function profileProblems() {
  return {
    unknown_profile: entry(
      EXIT.usage,
      'There is no profile "{profile}". {detail}.',
      'Make one with "countersign login --profile NAME".',
    ),
    profile_case: entry(
      EXIT.usage,
      'There is a profile "{detail}", which differs from "{profile}" in capitals only. macOS and Windows keep both in one folder.',
      'Say --profile {detail}, or choose another name.',
    ),
    profile_logged_in: entry(
      EXIT.usage,
      'Profile "{profile}" is logged in at {issuer}.',
      'End that first with "countersign logout{profileFlag}". Or remove it with --force: the server is told nothing then.',
    ),
    profile_unclear: entry(
      EXIT.usage,
      'Whether profile "{profile}" is logged in cannot be read.',
      'Remove it all the same with --force. A login that is there goes on at the server until it expires or is ended there.',
    ),
  } as const satisfies Record<string, ProblemEntry>;
}
