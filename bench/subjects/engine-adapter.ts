import type { Redis } from 'ioredis';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Models that are used up, whose records are hashes, so that using one up is one step and no rewriting. */
const CONSUMABLE = new Set(['AuthorizationCode', 'DeviceCode', 'RefreshToken']);
/** Models that end with their grant, which keeps a list of them. */
const GRANTABLE = new Set(['AccessToken', 'AuthorizationCode', 'DeviceCode', 'RefreshToken']);

const grantKey = (grantId: string) => `oidc:grant:${grantId}`;
const userCodeKey = (userCode: string) => `oidc:userCode:${userCode}`;
const uidKey = (uid: string) => `oidc:uid:${uid}`;

/**
 * The Redis adapter that people write for oidc-provider from its documentation: JSON, an index for user codes, one for uids and one for grants, expiry
 * by Redis.
 *
 * @see {@link https://github.com/panva/node-oidc-provider/blob/main/docs/README.md#adapter oidc-provider, adapter}
 */
export function createEngineAdapter(redis: Redis, model: string): Adapter {
  const key = (id: string): string => `oidc:${model}:${id}`;
  const isConsumable = CONSUMABLE.has(model);

  async function find(id: string): Promise<AdapterPayload | undefined> {
    if (!isConsumable) {
      const json = await redis.get(key(id));
      return json === null ? undefined : (JSON.parse(json) as AdapterPayload);
    }
    const { payload, consumed } = (await redis.hgetall(key(id))) as Partial<Record<'payload' | 'consumed', string>>;
    if (payload === undefined) return undefined;
    return { ...(JSON.parse(payload) as AdapterPayload), ...(consumed === undefined ? {} : { consumed: Number(consumed) }) };
  }

  async function findThrough(pointer: string): Promise<AdapterPayload | undefined> {
    const id = await redis.get(pointer);
    return id === null ? undefined : find(id);
  }

  return {
    async upsert(id, payload, expiresIn = 0) {
      const { grantId, userCode, uid } = payload as { grantId?: string; userCode?: string; uid?: string };
      const steps = redis.multi();
      if (isConsumable) steps.hset(key(id), 'payload', JSON.stringify(payload)).expire(key(id), expiresIn);
      else steps.set(key(id), JSON.stringify(payload), 'EX', expiresIn);
      if (GRANTABLE.has(model) && grantId !== undefined) {
        steps
          .rpush(grantKey(grantId), key(id))
          .expire(grantKey(grantId), expiresIn, 'NX')
          .expire(grantKey(grantId), expiresIn, 'GT');
      }
      if (userCode !== undefined) steps.set(userCodeKey(userCode), id, 'EX', expiresIn);
      if (uid !== undefined) steps.set(uidKey(uid), id, 'EX', expiresIn);
      for (const [error] of (await steps.exec()) ?? []) if (error) throw error;
    },
    find,
    findByUserCode: (userCode) => findThrough(userCodeKey(userCode)),
    findByUid: (uid) => findThrough(uidKey(uid)),
    async consume(id) {
      await redis.hset(key(id), 'consumed', Math.floor(Date.now() / 1000));
    },
    async destroy(id) {
      await redis.del(key(id));
    },
    async revokeByGrantId(grantId) {
      const records = await redis.lrange(grantKey(grantId), 0, -1);
      await redis.del(grantKey(grantId), ...records);
    },
  };
}
