/** As long as a name may be that a device gives itself. */
export const LONGEST_DEVICE_NAME = 64;

/** A name that a person typed for a device. */
export type DeviceNameVerdict =
  { readonly kind: 'good'; readonly name: string } | { readonly kind: 'empty' } | { readonly kind: 'too-long' };

/**
 * What is not seen and changes what is: control characters, line ends, direction overrides, zero-width spaces, tags, and characters that do not exist. Joiners stay: names
 * in Persian or Hindi, and many emoji, need them.
 *
 * @see {@link https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing Unicode TR 36, section 2.6}
 */
const UNSEEN =
  /[\p{Cc}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** Makes a name of what was typed: one line, without anything unseen in it. What is left is text, whatever it looks like, and shown as such. */
export function judgeDeviceName(typed: string): DeviceNameVerdict {
  const name = typed.normalize('NFC').replace(UNSEEN, '').replace(/\s+/gu, ' ').trim();
  if (!/[^\s\u200C\u200D]/u.test(name)) return { kind: 'empty' };
  return Array.from(name).length > LONGEST_DEVICE_NAME ? { kind: 'too-long' } : { kind: 'good', name };
}
