import type { DevicesProblem } from './devices-page-model.ts';
import type { EnterCodeProblem, ProblemCode, ReviewObstacle, SignInProblem } from './page-models.ts';

/** What the console exits with, by the code of its message. The console is a package of its own: a test holds this against its table. */
const CONSOLE_EXITS = {
  usage: 2,
  bad_header_option: 2,
  bad_url: 2,
  insecure_url: 2,
  token_on_screen: 2,
  bound_token: 2,
  header_needs_url: 2,
  bad_profile_name: 2,
  bad_issuer: 3,
  insecure_issuer: 3,
  issuer_metadata: 3,
  issuer_mismatch: 3,
  no_device_grant: 3,
  issuer_answer: 3,
  not_bound: 3,
  unknown_client: 3,
  wrong_scope: 3,
  wrong_resource: 3,
  proof_refused: 3,
  proof_missing: 3,
  tls: 3,
  ca_file: 3,
  store_key_invalid: 3,
  profile_damaged: 3,
  login_required: 4,
  session_ended: 4,
  not_refreshable: 4,
  other_login: 4,
  token_refused: 4,
  access_denied: 5,
  expired_token: 6,
  time_limit: 6,
  dns: 7,
  refused: 7,
  timeout: 7,
  connection_lost: 7,
  server_trouble: 7,
  too_many_requests: 7,
  odd_answer: 7,
  store_busy: 7,
  no_home: 8,
  store_unwritable: 8,
  store_unreadable: 8,
  store_damaged: 8,
  store_wrong_key: 8,
  store_foreign: 8,
  store_newer: 8,
  store_key_missing: 8,
  store_key_file: 8,
  store_not_ours: 8,
  store_exposed: 8,
  os_store_package: 8,
  os_store_no_bus: 8,
  os_store_absent: 8,
  os_store_locked: 8,
  os_store_refused: 8,
  os_store_hangs: 8,
  os_store_key_gone: 8,
  os_store_key_damaged: 8,
  oauth_error: 1,
  api_refused: 1,
  api_forbidden: 1,
  interrupted: 130,
  terminated: 143,
  unexpected: 1,
} as const;

/** The errors of OAuth that are explained here (RFC 6749, section 5.2; RFC 8628, section 3.5; RFC 6750, section 3.1; RFC 8707; RFC 9449). */
type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'access_denied'
  | 'expired_token'
  | 'authorization_pending'
  | 'slow_down'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'temporarily_unavailable'
  | 'server_error'
  | 'unsupported_token_type';

/** The problems of our own pages, each under the page where it is met. */
type PageAnchor =
  | `code-${EnterCodeProblem}`
  | `review-${ReviewObstacle['kind']}`
  | `devices-${DevicesProblem}`
  | `sign-in-${SignInProblem}`
  | `page-${ProblemCode}`;

/** Where on the troubleshooting page something is explained: the part of an address after `#`. */
export type HelpAnchor = keyof typeof CONSOLE_EXITS | OAuthError | PageAnchor;

/** What belongs together because the same thing is behind it. The first anchors are those people meet most. */
export const HELP_TOPICS = {
  code: [
    'code-unknown',
    'code-missing',
    'code-already-used',
    'code-already-decided',
    'code-too-many-attempts',
    'code-own-review-needed',
    'code-form-expired',
    'code-type-it-yourself',
  ],
  time: ['expired_token', 'time_limit', 'code-expired', 'authorization_pending', 'slow_down'],
  denied: ['access_denied', 'page-forbidden'],
  devices: ['code-too-many-devices'],
  ownDevices: ['devices-gone', 'devices-form-expired', 'devices-name-empty', 'devices-name-too-long'],
  network: ['review-other-network', 'review-network-unknown', 'code-network-changed'],
  signIn: [
    'sign-in-wrong-credentials',
    'sign-in-too-many-attempts',
    'sign-in-locked',
    'sign-in-form-expired',
    'review-sign-in-too-old',
    'review-sign-in-too-weak',
    'page-web-session',
  ],
  ended: [
    'login_required',
    'session_ended',
    'not_refreshable',
    'other_login',
    'token_refused',
    'invalid_grant',
    'invalid_token',
    'unsupported_token_type',
  ],
  reach: ['dns', 'refused', 'timeout', 'connection_lost', 'odd_answer'],
  busy: ['server_trouble', 'too_many_requests', 'temporarily_unavailable', 'server_error', 'page-unavailable', 'page-broken'],
  encryption: ['tls', 'ca_file', 'insecure_issuer', 'insecure_url'],
  issuer: ['bad_issuer', 'issuer_metadata', 'issuer_mismatch', 'issuer_answer', 'no_device_grant', 'unsupported_grant_type'],
  client: ['unknown_client', 'invalid_client', 'unauthorized_client'],
  rights: ['wrong_scope', 'invalid_scope', 'wrong_resource', 'invalid_target', 'api_forbidden', 'insufficient_scope'],
  key: ['not_bound', 'proof_refused', 'proof_missing', 'invalid_dpop_proof', 'use_dpop_nonce', 'bound_token', 'header_needs_url'],
  store: [
    'no_home',
    'store_unwritable',
    'store_unreadable',
    'store_busy',
    'store_key_missing',
    'store_key_invalid',
    'store_wrong_key',
    'store_key_file',
    'store_damaged',
    'store_foreign',
    'store_newer',
    'store_not_ours',
    'store_exposed',
    'profile_damaged',
  ],
  osStore: [
    'os_store_package',
    'os_store_no_bus',
    'os_store_absent',
    'os_store_locked',
    'os_store_refused',
    'os_store_hangs',
    'os_store_key_gone',
    'os_store_key_damaged',
  ],
  commandLine: ['usage', 'bad_url', 'bad_header_option', 'bad_profile_name', 'token_on_screen', 'interrupted', 'terminated'],
  request: [
    'invalid_request',
    'oauth_error',
    'api_refused',
    'unexpected',
    'page-bad-request',
    'page-not-found',
    'page-method',
    'page-oauth',
  ],
} as const satisfies Readonly<Record<string, readonly HelpAnchor[]>>;

/** The name of a topic. */
export type HelpTopic = keyof typeof HELP_TOPICS;

const ANCHORS: ReadonlySet<string> = new Set(Object.values(HELP_TOPICS).flat());

/** Is this explained on the troubleshooting page? */
export function hasHelp(anchor: string): anchor is HelpAnchor {
  return ANCHORS.has(anchor);
}

/** What the console exits with when it says so; undefined for what the console never says. */
export function exitCodeOf(anchor: HelpAnchor): number | undefined {
  return (CONSOLE_EXITS as Readonly<Partial<Record<string, number>>>)[anchor];
}
