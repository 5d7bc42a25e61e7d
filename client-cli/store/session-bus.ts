import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from '../environment.ts';

/**
 * Is there a D-Bus session to talk to? Found as libdbus does: by DBUS_SESSION_BUS_ADDRESS, or else in the runtime folder of the user.
 *
 * @see {@link https://dbus.freedesktop.org/doc/dbus-specification.html#addresses D-Bus Specification, "Server Addresses"}
 */
export function hasSessionBus({ DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR }: Environment): boolean {
  if (DBUS_SESSION_BUS_ADDRESS) return DBUS_SESSION_BUS_ADDRESS.split(';').some(mayBeThere);
  return XDG_RUNTIME_DIR ? existsSync(join(XDG_RUNTIME_DIR, 'bus')) : false;
}

/** Only a socket in the file system can be looked for. */
function mayBeThere(address: string): boolean {
  const path = /^unix:(?:[^,]*,)*path=([^,]*)/.exec(address)?.[1];
  return path === undefined ? address !== '' : existsSync(unescapeValue(path));
}

function unescapeValue(value: string): string {
  return value.replace(/%([0-9a-f]{2})/gi, (_escape, byte: string) => String.fromCharCode(parseInt(byte, 16)));
}
