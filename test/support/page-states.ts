import type { Obstacle } from '../../server/domain/approval-demands.ts';
import type { DeviceCard, DevicesPage, DevicesProblem } from '../../server/http/devices-page-model.ts';
import type {
  DonePage,
  EnterCodePage,
  EnterCodeProblem,
  PageModel,
  PageName,
  ProblemCode,
  ReviewPage,
  SignInPage,
  SignInProblem,
} from '../../server/http/page-models.ts';

const csrf = 'c5rfT0kenOfTheSession';
const person = { id: 'alice', name: 'Alice Ammann' };

const signIn: SignInPage = { page: 'sign-in', csrf, returnTo: '/device', forCode: true };
const enterCode: EnterCodePage = { page: 'enter-code', csrf, person };

const review: ReviewPage = {
  page: 'review',
  csrf,
  review: 'rVw-handle-0123456789abcdefghijklm',
  userCode: 'WDJB-MJHT',
  client: { id: 'console', name: 'Backup Console', uri: 'https://backup.example/console' },
  deviceName: 'build-07',
  origin: { address: '203.0.113.24', userAgent: { program: 'countersign 1.4', system: 'Linux' } },
  requestedSecondsAgo: 42,
  expiresInSeconds: 9 * 60 + 18,
  sameNetwork: 'same',
  api: { id: 'urn:countersign:example:notes', name: 'Team Notes' },
  scopes: [
    { name: 'notes:read', description: 'Read your notes', dangerous: false },
    { name: 'notes:write', description: 'Write and change notes in your name', dangerous: false },
  ],
  leftOut: [],
  person,
};

/** Values as an attacker would choose them: markup, a template, a turned-around text, and no blank for 200 characters. */
export const hostile = {
  markup: '<script>alert(1)</script><img src=x onerror=alert(2)>',
  attribute: '" autofocus onfocus="alert(3)',
  turnedAround: '\u202Eelosnoc yna\u2066\u2069\u2069 \u0000',
  endless: 'W'.repeat(200),
};

const hostileReview: ReviewPage = {
  ...review,
  client: { id: hostile.endless, name: hostile.markup, uri: 'javascript:alert(4)' },
  deviceName: hostile.turnedAround + hostile.markup + hostile.endless,
  origin: {
    address: '2001:0db8:85a3:0000:0000:8a2e:0370:7334',
    userAgent: { program: hostile.attribute + hostile.endless, system: hostile.markup },
  },
  sameNetwork: 'different',
  api: { id: hostile.markup, name: hostile.endless },
  scopes: [{ name: hostile.endless, description: hostile.markup + hostile.endless, dangerous: true }],
  leftOut: [{ name: hostile.markup, description: hostile.attribute + hostile.endless, reason: 'role' }],
  person: { id: hostile.endless, name: hostile.markup + hostile.turnedAround },
};

const done: DonePage = {
  page: 'done',
  outcome: 'approved',
  clientName: 'Backup Console',
  deviceName: 'build-07',
  person,
  devicesLink: true,
  csrf,
};

function someDevice(n: number): DeviceCard {
  const DAY = 24 * 60 * 60;
  return {
    id: String(n).repeat(22).slice(0, 22),
    name: `build-${String(n).padStart(2, '0')}`,
    clientName: 'Backup Console',
    apiName: 'Team Notes',
    scopes: [
      ...review.scopes,
      ...(n % 3 === 1 ? [{ name: 'notes:purge', description: 'Delete all notes', dangerous: true }] : []),
    ],
    pairedBy: n % 4 === 2 ? 'key' : 'code',
    isKeyBound: n % 2 === 0,
    pairedSecondsAgo: 43 * DAY,
    pairedFrom: { address: '203.0.113.24', userAgent: { program: 'countersign 1.4', system: 'Linux' } },
    lastUsedSecondsAgo: 300 + n * DAY,
    lastUsedFrom: n % 2 === 0 ? '203.0.113.24' : '2001:db8:85a3::8a2e:370:7334',
    network: n % 2 === 0 ? 'same' : 'different',
    endsInSeconds: (30 - n) * DAY,
  };
}

const devices: DevicesPage = { page: 'devices', csrf, person, devices: [someDevice(0)], awaited: [] };

const hostileDevice: DeviceCard = {
  ...someDevice(1),
  name: hostile.turnedAround + hostile.markup + hostile.endless,
  clientName: hostile.endless,
  apiName: hostile.markup,
  scopes: [{ name: hostile.endless, description: hostile.attribute + hostile.endless, dangerous: true }],
  pairedFrom: { address: hostile.endless, userAgent: { program: hostile.attribute, system: hostile.markup } },
  lastUsedFrom: hostile.markup,
};

const devicesProblems: Readonly<Record<DevicesProblem, DevicesPage>> = {
  'form-expired': { ...devices, problem: 'form-expired' },
  gone: { ...devices, problem: 'gone' },
  'name-empty': { ...devices, problem: 'name-empty' },
  'name-too-long': { ...devices, problem: 'name-too-long' },
};

/** One state for each problem there is: the compiler misses one that is left out. */
const signInProblems: Readonly<Record<SignInProblem, SignInPage>> = {
  'wrong-credentials': { ...signIn, username: 'alice', problem: 'wrong-credentials' },
  locked: { ...signIn, username: 'alice', problem: 'locked' },
  'too-many-attempts': { ...signIn, username: 'alice', problem: 'too-many-attempts' },
  'form-expired': { ...signIn, problem: 'form-expired' },
};

const enterCodeProblems: Readonly<Record<EnterCodeProblem, EnterCodePage>> = {
  missing: { ...enterCode, problem: 'missing' },
  unknown: { ...enterCode, userCode: 'WDJB-MJHF', problem: 'unknown' },
  expired: { ...enterCode, userCode: 'WDJB-MJHT', problem: 'expired' },
  'already-used': { ...enterCode, userCode: 'WDJB-MJHT', problem: 'already-used' },
  'already-decided': { ...enterCode, userCode: 'WDJB-MJHT', problem: 'already-decided' },
  'form-expired': { ...enterCode, userCode: 'WDJB-MJHT', problem: 'form-expired' },
  'too-many-attempts': { ...enterCode, userCode: 'WDJB-MJHF', problem: 'too-many-attempts', retryAfter: 95 },
  'own-review-needed': { ...enterCode, problem: 'own-review-needed' },
  'too-many-devices': { ...enterCode, problem: 'too-many-devices' },
  'type-it-yourself': { ...enterCode, problem: 'type-it-yourself' },
  'network-changed': { ...enterCode, problem: 'network-changed' },
};

/** One state for each obstacle there is. */
const obstacles: Readonly<Record<Obstacle, ReviewPage>> = {
  'other-network': { ...review, sameNetwork: 'different', obstacle: { kind: 'other-network' } },
  'network-unknown': { ...review, sameNetwork: 'unknown', obstacle: { kind: 'network-unknown' } },
  'sign-in-too-old': { ...review, obstacle: { kind: 'sign-in-too-old', signInAgain: '/sign-in?return_to=/device&max_age=300' } },
  'sign-in-too-weak': {
    ...review,
    obstacle: { kind: 'sign-in-too-weak', signInAgain: '/sign-in?return_to=/device&acr_values=phr' },
  },
};

const problemStatus: Readonly<Record<ProblemCode, number>> = {
  'not-found': 404,
  method: 405,
  broken: 500,
  unavailable: 503,
  'bad-request': 400,
  forbidden: 403,
  'web-session': 403,
  oauth: 400,
};

const outcomes: readonly DonePage['outcome'][] = ['approved', 'denied', 'not-me'];

const byPage: { readonly [Name in PageName]: Readonly<Record<string, Extract<PageModel, { page: Name }>>> } = {
  'sign-in': {
    plain: { ...signIn, forCode: false },
    again: { ...signIn, username: 'alice', again: true },
    'for-code': signIn,
    ...signInProblems,
  },
  'enter-code': {
    empty: enterCode,
    prefilled: { ...enterCode, userCode: 'WDJB-MJHT', fromLink: true },
    ...enterCodeProblems,
    hostile: { ...enterCode, userCode: hostile.attribute + hostile.markup, problem: 'unknown', person: hostileReview.person },
  },
  review: {
    'same-network': review,
    'different-network': {
      ...review,
      sameNetwork: 'different',
      scopes: [...review.scopes, { name: 'notes:purge', description: 'Delete all notes for good', dangerous: true }],
      leftOut: [{ name: 'notes:share', description: 'Share notes outside the team', reason: 'role' }],
    },
    'nothing-known': {
      ...review,
      client: { id: 'console', name: 'Backup Console' },
      deviceName: undefined,
      origin: { address: '198.51.100.7' },
      sameNetwork: 'unknown',
      scopes: [],
    },
    'place-full': { ...review, place: { kind: 'full', max: 10 } },
    'place-evicts': {
      ...review,
      place: { kind: 'evicts', max: 10, deviceName: 'old-laptop', lastUsedSecondsAgo: 43 * 24 * 3600 },
    },
    'only-dangerous': { ...review, scopes: [{ name: 'notes:purge', description: 'Delete all notes for good', dangerous: true }] },
    'network-off': { ...review, sameNetwork: undefined },
    ...obstacles,
    hostile: hostileReview,
  },
  done: {
    ...Object.fromEntries(outcomes.map((outcome) => [outcome, { ...done, outcome }])),
    bare: { page: 'done', outcome: 'approved', clientName: 'Backup Console', person, devicesLink: false },
    hostile: { ...done, clientName: hostile.markup + hostile.endless, deviceName: hostile.turnedAround + hostile.endless },
  },
  devices: {
    none: { ...devices, devices: [] },
    one: devices,
    ten: { ...devices, devices: Array.from({ length: 10 }, (_, n) => someDevice(n)) },
    awaited: {
      ...devices,
      awaited: [{ id: 'a'.repeat(22), name: 'ci-runner', clientName: 'Backup Console', awaitedForSeconds: 540 }],
    },
    'one-ended': {
      ...devices,
      notice: { kind: 'ended', clientName: 'Backup Console', deviceName: 'old-laptop', accessEnds: 600 },
    },
    'all-ended': { ...devices, devices: [], notice: { kind: 'all-ended', count: 3, accessEnds: 600 } },
    renamed: { ...devices, notice: { kind: 'renamed', name: 'build-07' } },
    ...devicesProblems,
    hostile: {
      ...devices,
      devices: [hostileDevice],
      awaited: [
        { id: 'b'.repeat(22), name: hostile.markup + hostile.endless, clientName: hostile.endless, awaitedForSeconds: 1 },
      ],
      notice: { kind: 'ended', clientName: hostile.endless, deviceName: hostile.turnedAround + hostile.markup, accessEnds: 600 },
      person: hostileReview.person,
    },
  },
  problem: {
    'with-reason': { page: 'problem', status: 403, code: 'forbidden', requestId: 'kX3vQ0aZt9LmB2sW', reason: 'nothing-to-grant' },
    ...Object.fromEntries(
      Object.entries(problemStatus).map(([code, status]) => [
        code,
        { page: 'problem', status, code: code as ProblemCode, requestId: 'kX3vQ0aZt9LmB2sW' },
      ]),
    ),
    'with-detail': {
      page: 'problem',
      status: 400,
      code: 'oauth',
      requestId: 'kX3vQ0aZt9LmB2sW',
      detail: 'invalid_request: redirect_uri is not one of the registered ones',
    },
    hostile: {
      page: 'problem',
      status: 400,
      code: 'oauth',
      requestId: 'kX3vQ0aZt9LmB2sW',
      detail: hostile.markup + hostile.endless,
    },
  },
  home: {
    plain: { page: 'home', issuer: 'https://login.example' },
    'signed-in': { page: 'home', issuer: 'https://login.example', signedInAs: 'Alice Ammann', csrf },
  },
  troubleshooting: { plain: { page: 'troubleshooting' } },
  leaving: { plain: { page: 'leaving', address: '/sign-in?return_to=/device' } },
  'signed-out': {
    plain: { page: 'signed-out' },
    'still-open-elsewhere': { page: 'signed-out', elsewhere: { isOverHere: false, address: 'https://app.example/logout' } },
    'no-address-elsewhere': { page: 'signed-out', elsewhere: { isOverHere: false } },
    'over-here-only': { page: 'signed-out', elsewhere: { isOverHere: true, address: 'https://sso.example/logout?client_id=x' } },
  },
};

/** Every state of every page, by a name such as `review/same-network`. */
export const pageStates: ReadonlyMap<string, PageModel> = new Map(
  Object.entries(byPage).flatMap(([page, states]: [string, Readonly<Record<string, PageModel>>]) =>
    Object.entries(states).map(([state, model]) => [`${page}/${state}`, model]),
  ),
);
