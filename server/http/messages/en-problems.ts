import type { EnterCodeProblem, ProblemCode, ProblemReason } from '../page-models.ts';
import type { ProblemWords } from './problem-words.ts';

/** Why a code led nowhere. */
export const enterCodeProblemsEn: Readonly<Record<EnterCodeProblem, ProblemWords>> = {
  missing: { what: 'There is no code yet.', next: 'Type the letters that your device shows.' },
  unknown: {
    what: 'No device is waiting with this code.',
    next: 'Compare it with your device letter by letter. There are no vowels and no digits in it.',
  },
  expired: { what: 'This code is too old.', next: 'Start again on your device: it will show a new one.' },
  'already-used': {
    what: 'This code has done its work: a device was connected with it.',
    next: 'If your device is still waiting, start again there to get a new code.',
  },
  'already-decided': {
    what: 'This request was decided already.',
    next: 'Nothing more to do here. If your device is still waiting, start again there to get a new code.',
  },
  'form-expired': { what: 'This page was open for too long.', next: 'Nothing was decided. Enter the code once more.' },
  'too-many-attempts': {
    what: 'Too many codes that no device is waiting with.',
    next: 'Check the code on your device while you wait, then try again.',
  },
  'own-review-needed': {
    what: 'This request was opened in another session.',
    next: 'Nothing was decided. Enter the code here to see the request for yourself.',
  },
  'type-it-yourself': {
    what: 'For this application, the code has to be typed.',
    next: 'The link had filled it in. Read it from your device and type it here. If you have no such device in front of you, stop: somebody wants to get in as you.',
  },
  'network-changed': {
    what: 'You are on another network now.',
    next: 'Nothing was decided. This application can be connected only from the network that the device is on. Go back to it and enter the code once more.',
  },
  'too-many-devices': {
    what: 'You have as many devices with this application as you may have.',
    next: 'Nothing was decided. End one of them on the page of your devices, then enter the code once more.',
  },
};

const problems: Readonly<Record<ProblemCode, ProblemWords & { readonly heading: string }>> = {
  'not-found': {
    heading: 'There is no such page',
    what: 'The address may be mistyped, or the page has moved.',
    next: 'If your device sent you here, enter its code.',
  },
  method: {
    heading: 'That is not how this page works',
    what: 'It was asked for in a way that it does not answer.',
    next: 'Begin again with the code from your device.',
  },
  broken: {
    heading: 'Something broke on our side',
    what: 'It was recorded. You did nothing wrong.',
    next: 'Try again in a moment. If it stays like this, pass on the reference below.',
  },
  unavailable: {
    heading: 'Not available right now',
    what: 'The service cannot reach something that it needs.',
    next: 'Try again in a minute. Your device goes on waiting.',
  },
  'bad-request': {
    heading: 'That could not be read',
    what: 'What your browser sent was incomplete or not understood. Nothing was changed.',
    next: 'Go back and try again, or begin with the code from your device.',
  },
  forbidden: {
    heading: 'You may not do that',
    what: 'Your account is not allowed to do this, or the page belongs to another session.',
    next: 'Begin again with the code from your device.',
  },
  'web-session': {
    heading: 'We cannot see your sign-in',
    what: 'You came back from signing in, but not with a sign-in that we can go by.',
    next: 'Try once more. If it stays like this, pass on the reference below.',
  },
  oauth: {
    heading: 'The request was not valid',
    what: 'The application that sent you here asked for something that cannot be answered.',
    next: 'Tell its maker what stands below.',
  },
};

/** More than the problem says: for people on the page, for programs in the problem document. */
const reasons: Readonly<Record<ProblemReason, string>> = {
  'nothing-here': 'There is nothing at this address.',
  'no-such-request': 'This address takes no such request.',
  'storage-silent':
    'The storage does not answer. If you just decided something, enter the code again to see whether it was kept.',
  'no-form': 'The form was not sent as a form.',
  'field-twice': 'The form had a field twice.',
  'form-too-large': 'The form was too large.',
  'no-decision': 'The form said neither approve nor deny.',
  'nothing-to-grant':
    'Your account holds none of the rights that this device asks for. The device was told; it has to start again for somebody who does.',
  'sign-in-not-seen': 'The sign-in could not be found, or not be checked.',
  'sign-in-not-enough': 'The sign-in is not fresh or not strong enough for what you were about to do.',
  'sign-in-silent': 'What checks your sign-in does not answer.',
  'still-signed-in': 'You are still signed in: the form was too old. Go back to the page and try again.',
};

/** The problem page. */
export const problemsEn = {
  enterCode: 'Enter a code',
  reference: 'Reference',
  detail: 'Detail',
  status: 'Status',
  problems,
  reasons,
};
