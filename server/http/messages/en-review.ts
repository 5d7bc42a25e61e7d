import type { IdentityScope } from '../../domain/identity-scopes.ts';
import type { NetworkMatch } from '../../domain/network.ts';
import type { ReviewObstacle } from '../page-models.ts';
import type { ProblemWords } from './problem-words.ts';

const networks: Readonly<Record<NetworkMatch, Readonly<{ what: string; meaning: string }>>> = {
  same: { what: 'The same network as yours', meaning: 'It asked from the network you are on now.' },
  different: {
    what: 'A different network from yours',
    meaning: 'That is usual for a server far away. Is your device right next to you? Then deny.',
  },
  unknown: { what: 'Could not be compared with your network', meaning: 'Go by the address, if you know it.' },
};

const identityScopes: Readonly<Record<IdentityScope, string>> = {
  openid: 'Know which account this is',
  profile: 'See your name',
  email: 'See your email address',
  offline_access: 'Stay signed in until you end it',
};

const obstacles: Readonly<Record<ReviewObstacle['kind'], ProblemWords>> = {
  'other-network': {
    what: 'It cannot be approved from here',
    next: 'This application can be connected only from the network that the device is on, and you are on another. Open this page there, or deny.',
  },
  'network-unknown': {
    what: 'It cannot be approved from here',
    next: 'This application can be connected only from the network that the device is on, and whether you are on it cannot be told. A VPN or mobile data may be the reason. Open this page on the network of the device, or deny.',
  },
  'sign-in-too-old': {
    what: 'To approve, sign in once more',
    next: 'You signed in a while ago, and this application wants to be sure that it is still you. Afterwards you come back to this request.',
  },
  'sign-in-too-weak': {
    what: 'To approve, sign in with a stronger proof',
    next: 'This application asks for more than you signed in with, such as a security key or a one-time code. Afterwards you come back to this request. If you see this again, your account has no such proof yet: ask the people who run this service.',
  },
};

/** The review: who asks, for what, and from where. */
export const reviewEn = {
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
  onlyDangerousHeading: 'This, which can do lasting harm',
  leftOutHeading: 'Asked for, but not given',
  leftOutReasons: { role: 'Your role does not include this.' },
  identityScopes,
  noScopes: 'It asks for no particular right: only to know who you are.',
  whoHeading: 'Who is asking',
  client: 'Application',
  aboutClient: 'About this application (opens a new page)',
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
  programOnSystem: '{program} on {system}',
  noUserAgent: 'It did not say.',
  decideHeading: 'Your decision',
  obstacles,
  signInAgain: 'Sign in again',
  deny: 'Deny',
  approve: 'Approve',
  notMeLead: 'You did not start this?',
  notMe: 'This wasn’t me',
};
