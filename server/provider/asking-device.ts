import type { DeviceRequest } from '../domain/device-request.ts';
import type { SignInDemands } from '../domain/sign-in-demands.ts';
import type { RandomId } from '../ports/clock.ts';

/** What we keep of a device authorization request beside what the engine keeps. The engine hands it through as it is. */
export type DeviceInfo = Pick<
  DeviceRequest,
  'pairingId' | 'deviceName' | 'origin' | 'codeChallenge' | 'dpopThumbprint' | 'signIn'
>;

/** What a request says of the device: from outside, unchecked. */
export interface AskingDevice {
  readonly deviceName: unknown;
  readonly address: string;
  readonly userAgent: string | undefined;
  readonly codeChallenge: string | undefined;
  readonly dpopThumbprint: string | undefined;
  readonly signIn: SignInDemands | undefined;
}

/** Gives the pairing its id, and cleans what people will read. */
export function describe(asking: AskingDevice, randomId: RandomId): DeviceInfo {
  const { address, codeChallenge, dpopThumbprint, signIn } = asking;
  const deviceName = cleanText(asking.deviceName, 64);
  return {
    pairingId: randomId(16),
    ...(deviceName ? { deviceName } : {}),
    origin: { address, userAgent: cleanText(asking.userAgent, 256) },
    ...(codeChallenge ? { codeChallenge } : {}),
    ...(dpopThumbprint ? { dpopThumbprint } : {}),
    ...(signIn ? { signIn } : {}),
  };
}

/** Text from outside, for people to read: no control and no text-direction characters, and not endless. */
function cleanText(value: unknown, length: number): string {
  if (typeof value !== 'string') return '';
  const visible = /^[ -~]*$/.test(value) ? value : value.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '');
  return visible
    .trim()
    .slice(0, length)
    .replace(/[\uD800-\uDBFF]$/, ''); // half a character, where it was cut
}
