import type { Seconds } from './units.ts';

/**
 * How long the next refresh token of a device is good: unused for so long, or the end of the pairing, whichever comes first.
 *
 * @param remaining what is left of the pairing; undefined at its beginning
 */
export function refreshLifetime(
  { refreshToken, refreshTokenMax }: { readonly refreshToken: Seconds; readonly refreshTokenMax: Seconds },
  remaining: Seconds = refreshTokenMax,
): Seconds {
  return Math.max(1, Math.min(refreshToken, remaining));
}
