import { errors } from 'oidc-provider';
import type { Adapter, AdapterFactory } from 'oidc-provider';

import type { Log } from '../ports/log.ts';
import { StorageTrouble } from './storage-trouble.ts';

/** The adapters by the engine's name for the model; `other` makes one for any model not named. */
export interface EngineAdapters {
  readonly DeviceCode: Adapter;
  readonly Grant: Adapter;
  readonly RefreshToken: Adapter;
  readonly ReplayDetection: Adapter;
  readonly other: (model: string) => Adapter;
}

/** What the engine asks storage through. A storage that fails becomes a retryable answer, in one place for all models. */
export function createAdapterFactory(adapters: EngineAdapters, { log }: { readonly log: Log }): AdapterFactory {
  return function adapterFor(model) {
    const named = adapters as unknown as Readonly<Record<string, Adapter | undefined>>;
    return guardAdapter(named[model] ?? adapters.other(model), model, log);
  };
}

function guardAdapter(adapter: Adapter, model: string, log: Log): Adapter {
  const guarded = <Result>(operation: keyof Adapter, answer: Promise<Result>): Promise<Result> =>
    answer.catch((error: unknown) => {
      if (error instanceof errors.OIDCProviderError) throw error;
      log.error('storage.failed', { model, operation, error });
      throw new StorageTrouble(error);
    });
  return {
    upsert: (id, payload, expiresIn) => guarded('upsert', adapter.upsert(id, payload, expiresIn)),
    find: (id) => guarded('find', adapter.find(id)),
    findByUid: (uid) => guarded('findByUid', adapter.findByUid(uid)),
    findByUserCode: (userCode) => guarded('findByUserCode', adapter.findByUserCode(userCode)),
    consume: (id) => guarded('consume', adapter.consume(id)),
    destroy: (id) => guarded('destroy', adapter.destroy(id)),
    revokeByGrantId: (grantId) => guarded('revokeByGrantId', adapter.revokeByGrantId(grantId)),
  };
}
