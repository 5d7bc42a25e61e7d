import type { RedisClient } from './client.ts';

/** Some fields of a hash, by name, from one moment; those that are not there are undefined. */
export async function readHash<Field extends string>(
  client: RedisClient,
  key: string,
  ...fields: Field[]
): Promise<Readonly<Partial<Record<Field, string>>>> {
  const values = await client.hmget(key, ...fields);
  const there = fields.map((field, at) => [field, values[at] ?? undefined] as const);
  return Object.fromEntries(there) as Partial<Record<Field, string>>;
}
