import type { UserAgentParts } from './page-models.ts';

const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/windows/i, 'Windows'],
  [/darwin|mac ?os|macintosh/i, 'macOS'],
  [/android/i, 'Android'],
  [/iphone|ipad|ios/i, 'iOS'],
  [/linux/i, 'Linux'],
];

/**
 * Takes a User-Agent header apart for people: `countersign/0.1.0 (linux x64)` → `countersign 0.1.0` and `Linux` (RFC 9110, section 10.1.5). It is the
 * device's own claim; the page says so.
 *
 * @returns undefined if the header is empty
 */
export function readUserAgent(userAgent: string): UserAgentParts | undefined {
  if (userAgent === '') return undefined;
  const product = /^([\w.+-]{1,40})\/(\d[\w.+-]{0,20})/.exec(userAgent);
  if (!product) return { program: userAgent.slice(0, 60) };
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  return { program: `${product[1] ?? ''} ${product[2] ?? ''}`, ...(system ? { system } : {}) };
}
