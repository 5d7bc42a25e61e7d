import type { z } from 'zod';

import { DEFAULT_LIFETIMES } from './schema-lifetimes.ts';
import type { lifetimesSchema } from './schema-lifetimes.ts';
import type { Lifetimes } from './settings.ts';

/** Lifetimes as a file has them: those that are not written come from somewhere else. */
export type WrittenLifetimes = z.output<typeof lifetimesSchema>;

/** The first that says something wins: the client, then countersign.yaml, then the defaults. */
export function resolveLifetimes(...written: readonly WrittenLifetimes[]): Lifetimes {
  const first = (key: keyof WrittenLifetimes) => written.find((lifetimes) => lifetimes[key] !== undefined)?.[key];
  return {
    deviceCode: first('device_code') ?? DEFAULT_LIFETIMES.deviceCode,
    interval: first('interval') ?? DEFAULT_LIFETIMES.interval,
    accessToken: first('access_token') ?? DEFAULT_LIFETIMES.accessToken,
    refreshToken: first('refresh_token') ?? DEFAULT_LIFETIMES.refreshToken,
    refreshTokenMax: first('refresh_token_max') ?? DEFAULT_LIFETIMES.refreshTokenMax,
  };
}
