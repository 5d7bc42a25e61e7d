import { changeThatEnds } from '../domain/account-change.ts';
import type { AccountChange } from '../domain/account-change.ts';
import type { ConnectingDevice } from '../domain/device.ts';
import type { Audit } from '../observe/audit.ts';
import type { Accounts } from '../ports/accounts.ts';
import type { Devices } from '../ports/devices.ts';
import type { Grants } from '../ports/grants.ts';

/** What watching accounts needs. */
export interface AccountChangesDeps {
  readonly grants: Grants;
  readonly devices: Devices;
  /** The people we know, if we know any. */
  readonly accounts: Accounts | undefined;
  readonly endOn: readonly AccountChange[];
  readonly audit: Audit;
}

/**
 * Ends devices whose person's account changed in a way that ends them: whenever one is looked at, be it for a refresh, for an API that introspects, or for a list. So no
 * change goes by unnoticed because it happened while the server stood still, which is how accounts.yaml changes.
 *
 * @returns the same grants and devices, less those that end by being looked at
 */
export function endWithAccounts({ grants, devices, accounts, endOn, audit }: AccountChangesDeps): {
  readonly grants: Grants;
  readonly devices: Devices;
} {
  if (!accounts || endOn.length === 0) return { grants, devices };

  async function isOver(device: ConnectingDevice): Promise<boolean> {
    const { id: pairing, accountId: account, clientId: client } = device;
    const change = changeThatEnds(device, await accounts?.find(account), endOn);
    if (change === undefined) return false;
    if (await devices.end(device)) audit({ event: 'device.ended', pairing, client, account, by: change });
    return true;
  }

  return {
    grants: {
      ...grants,
      async find(id) {
        const grant = await grants.find(id);
        return grant && (await isOver({ ...grant, credentials: grant.device.credentials })) ? undefined : grant;
      },
      async findRefreshToken(grantId, key) {
        const found = await grants.findRefreshToken(grantId, key);
        return found && (await isOver({ ...found.grant, credentials: found.grant.device.credentials })) ? undefined : found;
      },
    },
    devices: {
      ...devices,
      /** The last look before there are tokens: the account may have changed since the approval. */
      async connect(device, max) {
        return (await isOver(device)) ? 'ended' : devices.connect(device, max);
      },
      async find(id) {
        const device = await devices.find(id);
        return device && (await isOver(device)) ? undefined : device;
      },
      async listOf(accountId) {
        const { paired, awaited } = await devices.listOf(accountId);
        const alive = [];
        for (const device of paired) if (!(await isOver(device))) alive.push(device);
        return { paired: alive, awaited };
      },
    },
  };
}
