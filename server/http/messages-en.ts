import type { DonePage, EnterCodeProblem, ProblemCode, ReviewPage, SignInProblem } from './page-models.ts';

/** What happened, and what to do now. */
type ProblemWords = Readonly<{ what: string; next: string }>;

const signInProblems: Readonly<Record<SignInProblem, ProblemWords>> = {
  'wrong-credentials': {
    what: 'That name and password do not go together.',
    next: 'Check both and try again. Capital letters matter in the password.',
  },
  locked: { what: 'This account is locked.', next: 'Ask the person who runs this service to unlock it.' },
  'too-many-attempts': { what: 'Too many attempts to sign in.', next: 'Wait a few minutes, then try again.' },
  'form-expired': { what: 'This form was open for too long.', next: 'Nothing was sent. Sign in again.' },
};

const enterCodeProblems: Readonly<Record<EnterCodeProblem, ProblemWords>> = {
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
};

const outcomes: Readonly<Record<DonePage['outcome'], { title: string; heading: string; lead: string; next: readonly string[] }>> =
  {
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
  oauth: {
    heading: 'The request was not valid',
    what: 'The application that sent you here asked for something that cannot be answered.',
    next: 'Tell its maker what stands below.',
  },
};

const networks: Readonly<Record<ReviewPage['sameNetwork'], Readonly<{ what: string; meaning: string }>>> = {
  same: { what: 'The same network as yours', meaning: 'It asked from the network you are on now.' },
  different: {
    what: 'A different network from yours',
    meaning: 'That is usual for a server far away. Is your device right next to you? Then deny.',
  },
  unknown: { what: 'Could not be compared with your network', meaning: 'Go by the address, if you know it.' },
};

/**
 * Every sentence on the pages, in English. Slots such as `{client}` are filled with values that are set off from our words; a
 * translation is another object of this type.
 */
export const messagesEn = {
  language: 'en',
  layout: {
    skip: 'Skip to the content',
    signedInAs: 'Signed in as',
    signOut: 'Sign out',
    help: 'Get help',
    errorTitle: 'Error:',
  },
  signIn: {
    title: 'Sign in',
    heading: 'Sign in',
    leadForCode: 'Your device is waiting. Sign in, and then you will see what it asks for.',
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
    problems: enterCodeProblems,
  },
  review: {
    title: 'Review the request',
    heading: 'Allow {client} to use {api}?',
    actsAs: 'It would act as you: {name} ({id}).',
    codeHeading: 'Compare the code',
    codeHint: 'Your device must show exactly this one. If it does not, deny.',
    cautionHeading: 'Only if you started this',
    caution:
      'Approve only what you began yourself, on your own device, just now. Did someone send you the code or a link to it? Then it is a trap: deny.',
    scopesHeading: 'It will be able to',
    dangerousHeading: 'And this, which can do lasting harm',
    leftOutHeading: 'Asked for, but not given',
    leftOutReasons: { role: 'Your role does not include this.' },
    noScopes: 'It asks for no particular right: only to know who you are.',
    whoHeading: 'Who is asking',
    client: 'Application',
    clientNote: 'Registered here as {id}',
    asked: 'Asked',
    expires: 'Can be decided for another {time}',
    address: 'From',
    networks,
    claimsHeading: 'What the device says about itself',
    claimsNote: 'Its own words. Nobody has checked them.',
    deviceName: 'Name',
    noDeviceName: 'It gave no name.',
    userAgent: 'Program',
    noUserAgent: 'It did not say.',
    decideHeading: 'Your decision',
    deny: 'Deny',
    approve: 'Approve',
    notMeLead: 'You did not start this?',
    notMe: 'This wasn’t me',
  },
  done: { device: 'It calls itself', devices: 'See or end your connected devices', outcomes },
  problem: { title: 'Problem', enterCode: 'Enter a code', reference: 'Reference', detail: 'Detail', status: 'Status', problems },
  home: {
    title: 'Welcome',
    heading: 'Connect a device that has no browser',
    lead: 'Your terminal, server or scheduled job shows a short code. You enter it here, see who is asking, and decide.',
    enterCode: 'Enter a code',
    forMakers: 'For makers of applications',
    issuer: 'Issuer',
  },
  signedOut: {
    title: 'Signed out',
    heading: 'You are signed out',
    lead: 'The devices you connected go on working. Each has access of its own.',
    enterCode: 'Enter a code',
  },
};

/** All the messages, in one language. */
export type Messages = typeof messagesEn;
