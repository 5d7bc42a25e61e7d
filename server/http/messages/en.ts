import type { DonePage, SignInProblem } from '../page-models.ts';
import { devicesEn } from './en-devices.ts';
import { enterCodeProblemsEn, problemsEn } from './en-problems.ts';
import { helpEn } from './en-help.ts';
import { reviewEn } from './en-review.ts';
import type { ProblemWords } from './problem-words.ts';

const signInProblems: Readonly<Record<SignInProblem, ProblemWords>> = {
  'wrong-credentials': {
    what: 'That name and password do not go together.',
    next: 'Check both and try again. Capital letters matter in the password.',
  },
  locked: { what: 'This account is locked.', next: 'Ask the person who runs this service to unlock it.' },
  'too-many-attempts': { what: 'Too many attempts to sign in.', next: 'Wait a few minutes, then try again.' },
  'form-expired': { what: 'This form was open for too long.', next: 'Nothing was sent. Sign in again.' },
};

/** What a page says about the end of the road. */
type OutcomeWords = Readonly<{ title: string; heading: string; lead: string; next: readonly string[] }>;

const outcomes: Readonly<Record<DonePage['outcome'], OutcomeWords>> = {
  approved: {
    title: 'Approved',
    heading: '{client} is connected',
    lead: 'Go back to your device. It goes on by itself within a few seconds.',
    next: ['You can close this page.'],
  },
  denied: {
    title: 'Denied',
    heading: '{client} was not connected',
    lead: 'It got no access. Your device will say so within a few seconds.',
    next: ['If you do want to connect it, start again on your device.', 'You can close this page.'],
  },
  'not-me': {
    title: 'Refused',
    heading: 'Good that you looked',
    lead: '{client} got no access, and the refusal was recorded.',
    next: [
      'If somebody sent you the code, do not answer, and tell the people who look after security where you work.',
      'Your password was not given to anyone by this.',
      'You can close this page.',
    ],
  },
};

/**
 * Every sentence on the pages, in English. Slots such as `{client}` are filled with values that are set off from our words; a
 * translation is another object of this type, and may put the slots in any order.
 */
export const en = {
  layout: {
    skip: 'Skip to the content',
    signedInAs: 'Signed in as',
    signOut: 'Sign out',
    help: 'Contact support',
    errorTitle: 'Error:',
  },
  signIn: {
    title: 'Sign in',
    heading: 'Sign in',
    leadForCode: 'Your device is waiting. Sign in, and then you will see what it asks for.',
    leadAgain: 'Once more, to be sure that it is you. Afterwards you come back to the code.',
    lead: 'With the account you have here.',
    username: 'User name',
    password: 'Password',
    submit: 'Sign in',
    problems: signInProblems,
  },
  enterCode: {
    title: 'Enter the code',
    heading: 'Enter the code from your device',
    lead: 'It is on the screen of the device or in the terminal where you are signing in.',
    label: 'Code',
    hint: 'Capitals, dashes and blanks do not matter.',
    placeholder: 'XXXX-XXXX',
    submit: 'Continue',
    after: 'Next you see who is asking. Nothing is approved yet.',
    cautionHeading: 'Did you start this yourself?',
    caution:
      'Go on only if you did, just now. If somebody sent you a code, whoever it was, stop here: it would let them in as you.',
    prefilled: 'The code was filled in for you. Compare it with the one on your device.',
    retryAfter: 'You can try again in {time}.',
    problems: enterCodeProblemsEn,
  },
  review: reviewEn,
  devices: devicesEn,
  done: { device: 'It calls itself', devices: 'See or end your connected devices', outcomes },
  problem: problemsEn,
  help: helpEn,
  home: {
    title: 'Welcome',
    heading: 'Connect a device that has no browser',
    lead: 'Your terminal, server or scheduled job shows a short code. You enter it here, see who is asking, and decide.',
    enterCode: 'Enter a code',
    forMakers: 'For makers of applications',
    issuer: 'Issuer',
  },
  leaving: {
    title: 'Sign in',
    heading: 'One moment: sign in again',
    lead: 'You are being led to where you sign in. Your device goes on waiting.',
    action: 'Go on',
  },
  signedOut: {
    title: 'Signed out',
    heading: 'You are signed out',
    lead: 'The devices you connected go on working. Each has access of its own.',
    enterCode: 'Enter a code',
    stillOpen: {
      heading: 'You sign out where you signed in',
      lead: 'There is no sign-in of its own here. Once you have signed out there, you are signed out here too.',
      action: 'Go there to sign out',
    },
    mayBeOpen: {
      lead: 'The place where you signed in may still know you. On a computer that others use, sign out there too.',
      action: 'Sign out there too',
    },
  },
};

/** All the messages, in one language. */
export type Messages = typeof en;
