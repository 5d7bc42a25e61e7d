import type { IdentityScope } from '../../domain/identity-scopes.ts';
import type { ReviewPage } from '../page-models.ts';

const networks: Readonly<Record<ReviewPage['sameNetwork'], Readonly<{ what: string; meaning: string }>>> = {
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
  leftOutHeading: 'Asked for, but not given',
  leftOutReasons: { role: 'Your role does not include this.' },
  identityScopes,
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
  programOnSystem: '{program} on {system}',
  noUserAgent: 'It did not say.',
  decideHeading: 'Your decision',
  deny: 'Deny',
  approve: 'Approve',
  notMeLead: 'You did not start this?',
  notMe: 'This wasn’t me',
};
