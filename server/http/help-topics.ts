import { CONSOLE_EXITS } from './console-exits.ts';
import type { DevicesProblem } from './devices-page-model.ts';
import type { EnterCodeProblem, ProblemCode, ReviewObstacle, SignInProblem } from './page-models.ts';

/** The errors of OAuth that are explained here (RFC 6749, section 5.2; RFC 8628, section 3.5; RFC 6750, section 3.1; RFC 8707; RFC 9449; RFC 9470). */
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
  | 'unsupported_token_type'
  | 'unmet_authentication_requirements';

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
  time: [
    ...['expired_token', 'time_limit', 'code-expired', 'authorization_pending', 'slow_down'],
    ...['nothing_to_resume', 'login_under_way', 'login_superseded'],
  ],
  denied: ['access_denied', 'page-forbidden'],
  devices: ['code-too-many-devices'],
  ownDevices: ['devices-gone', 'devices-form-expired', 'devices-name-empty', 'devices-name-too-long'],
  network: ['review-other-network', 'review-network-unknown', 'code-network-changed'],
  signIn: [
    'step_up_required',
    'unmet_sign_in',
    'unmet_authentication_requirements',
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
  reach: ['dns', 'refused', 'timeout', 'connection_lost', 'odd_answer', 'bad_proxy'],
  busy: ['server_trouble', 'too_many_requests', 'temporarily_unavailable', 'server_error', 'page-unavailable', 'page-broken'],
  encryption: ['tls', 'not_tls', 'ca_file', 'insecure_issuer', 'insecure_url'],
  issuer: [
    'bad_issuer',
    'bad_endpoint',
    'issuer_metadata',
    'issuer_mismatch',
    'issuer_answer',
    'no_device_grant',
    'unsupported_grant_type',
  ],
  client: [
    'client_key',
    'enrollment_key',
    'no_enrollment',
    'enrollment_refused',
    'unknown_client',
    'invalid_client',
    'unauthorized_client',
  ],
  rights: [
    'wrong_scope',
    'invalid_scope',
    'wrong_resource',
    'invalid_target',
    'api_forbidden',
    'scope_missing',
    'insufficient_scope',
  ],
  key: [
    'not_bound',
    'binding_lost',
    'proof_refused',
    'proof_missing',
    'invalid_dpop_proof',
    'use_dpop_nonce',
    'bound_token',
    'bound_login',
    'header_needs_url',
  ],
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
  commandLine: [
    'usage',
    'bad_url',
    'bad_header_option',
    'bad_profile_name',
    'unknown_profile',
    'profile_case',
    'profile_logged_in',
    'profile_unclear',
    'token_on_screen',
    'output_lost',
    'command_not_found',
    'command_not_executable',
    'exec_info',
    'wrong_cluster',
    'interrupted',
    'terminated',
  ],
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
