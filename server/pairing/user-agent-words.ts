const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/windows/i, 'Windows'],
  [/darwin|mac ?os|macintosh/i, 'macOS'],
  [/android/i, 'Android'],
  [/iphone|ipad|ios/i, 'iOS'],
  [/linux/i, 'Linux'],
];

/**
 * A User-Agent header in words: `countersign/0.1.0 (linux x64)` → `countersign 0.1.0 on Linux` (RFC 9110, section 10.1.5). It is the device's own
 * claim; the page says so.
 */
export function userAgentWords(userAgent: string): string {
  const product = /^([\w.+-]{1,40})\/(\d[\w.+-]{0,20})/.exec(userAgent);
  const words = product ? `${product[1] ?? ''} ${product[2] ?? ''}` : userAgent.slice(0, 60);
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  return product && system ? `${words} on ${system}` : words;
}
