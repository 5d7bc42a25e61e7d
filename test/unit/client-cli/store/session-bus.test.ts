import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { hasSessionBus } from '../../../../client-cli/store/session-bus.ts';

describe('whether there is a D-Bus session (D-Bus Specification, "Server Addresses")', () => {
  let folder: string;
  let bus: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'a bus, and more-'));
    bus = join(folder, 'bus');
    await writeFile(bus, '');
  });
  after(() => rm(folder, { recursive: true }));

  const escaped = (path: string): string => path.replaceAll(',', '%2c').replaceAll(' ', '%20');

  it('is told by the address, also with escaped characters, a GUID, and several to choose from', () => {
    for (const address of [
      `unix:path=${escaped(bus)}`,
      `unix:path=${escaped(bus)},guid=00112233`,
      `unix:guid=00112233,path=${escaped(bus)}`,
      `unix:path=/nowhere;unix:path=${escaped(bus)}`,
      'unix:abstract=/tmp/dbus-1',
      'tcp:host=localhost,port=1234',
    ]) {
      expect(hasSessionBus({ DBUS_SESSION_BUS_ADDRESS: address }), address).to.be.true;
    }
  });

  it('is not there when its socket is gone, and the runtime folder does not matter then', () => {
    expect(hasSessionBus({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere', XDG_RUNTIME_DIR: folder })).to.be.false;
    expect(hasSessionBus({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/%zz' })).to.be.false;
  });

  it('is found in the runtime folder where no address is set', () => {
    expect(hasSessionBus({ XDG_RUNTIME_DIR: folder })).to.be.true;
    expect(hasSessionBus({ DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: folder })).to.be.true;
    expect(hasSessionBus({ XDG_RUNTIME_DIR: '/nowhere' })).to.be.false;
    expect(hasSessionBus({})).to.be.false;
  });
});
