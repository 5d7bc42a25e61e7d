import type { Seconds } from '../domain/units.ts';
import { formatDuration } from './duration.ts';
import { closedMap, duration } from './schema-blocks.ts';
import type { Lifetimes } from './settings.ts';

/** What lives how long when no file says anything. */
export const DEFAULT_LIFETIMES: Lifetimes = {
  deviceCode: 600,
  interval: 5, // what a console assumes when it is told nothing (RFC 8628, section 3.2)
  accessToken: 600,
  refreshToken: 30 * 86_400,
  refreshTokenMax: 180 * 86_400,
};

/**
 * A user code is short, so it lives for minutes: half an hour is what the RFC's own example has.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc8628#section-3.2 RFC 8628, section 3.2} and section 5.1 (user code brute forcing)
 */
const LONGEST_DEVICE_CODE: Seconds = 1800;

const atMost = (longest: Seconds, why: string) =>
  duration.refine((seconds) => seconds <= longest, { error: why, params: { fix: `Write ${formatDuration(longest)} or less.` } });

/** The `lifetimes` of countersign.yaml and of a client. */
export const lifetimesSchema = closedMap({
  device_code: atMost(LONGEST_DEVICE_CODE, 'a code that lives so long can be guessed, or talked out of someone.')
    .optional()
    .describe('How long a person has to type the code and decide. Default 10m.'),
  interval: duration.optional().describe('The least time between two polls of a console. Default 5s.'),
  access_token: atMost(86_400, 'an access token cannot be taken back before it expires.')
    .optional()
    .describe(
      'The life of an access token. APIs check it offline, so this is how long a revoked device can still act. Default 10m.',
    ),
  refresh_token: duration.optional().describe('A device that is not used for so long has to be paired again. Default 30d.'),
  refresh_token_max: duration.optional().describe('A device has to be paired again after so long, used or not. Default 180d.'),
}).describe('How long things live, written as 5s, 10m, 12h or 30d.');
