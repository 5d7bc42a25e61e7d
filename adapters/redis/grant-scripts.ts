import { REMEMBERED_REPLACED } from '../../server/domain/refresh-standing.ts';

/** A fingerprint and a comma. */
const REPLACED_WIDTH = 44;

/**
 * The steps on a grant and its line of refresh tokens that must be atomic. Grant and line are one hash: k keepUntil, a account, c client,
 * p payload; t current token's key, r its payload, e its end; o previous key, w rotatedAt; x the last keys that were replaced before they were
 * used, a comma after each.
 */
export const grantScripts = {
  /** Keeps a grant; it never ends before its current token. ARGV: keepUntil, account, client, payload. */
  csSaveGrant: `
    local keepUntil, lineEnds = ARGV[1], redis.call('HGET', KEYS[1], 'e')
    if lineEnds and tonumber(lineEnds) > tonumber(keepUntil) then keepUntil = lineEnds end
    redis.call('HSET', KEYS[1], 'k', keepUntil, 'a', ARGV[2], 'c', ARGV[3], 'p', ARGV[4])
    redis.call('PEXPIREAT', KEYS[1], keepUntil)
    return 1
  `,

  /** Ends a grant with its line. @returns 1, or 0 if there was none */
  csEndGrant: `return redis.call('DEL', KEYS[1])`,

  /** The first token of a line. ARGV: key, payload, end. @returns 1, or 0 if there is no grant or it has a line already */
  csIssue: `
    local keepUntil, current = unpack(redis.call('HMGET', KEYS[1], 'k', 't'))
    if not keepUntil or current then return 0 end
    redis.call('HSET', KEYS[1], 't', ARGV[1], 'r', ARGV[2], 'e', ARGV[3])
    if tonumber(ARGV[3]) > tonumber(keepUntil) then
      redis.call('HSET', KEYS[1], 'k', ARGV[3])
      redis.call('PEXPIREAT', KEYS[1], ARGV[3])
    end
    return 1
  `,

  /** The next token of a line. ARGV: presented key, current key, next key, its payload, its end, now. @returns 1, or 0 if the line moved on */
  csRotate: `
    local presented, expected = ARGV[1], ARGV[2]
    local keepUntil, current, previous, replaced = unpack(redis.call('HMGET', KEYS[1], 'k', 't', 'o', 'x'))
    if current ~= expected then return 0 end
    if presented ~= current and presented ~= previous then return 0 end
    if presented == current then
      redis.call('HSET', KEYS[1], 'w', ARGV[6])
    else
      redis.call('HSET', KEYS[1], 'x', string.sub((replaced or '') .. current .. ',', ${-REMEMBERED_REPLACED * REPLACED_WIDTH}))
    end
    redis.call('HSET', KEYS[1], 'o', presented, 't', ARGV[3], 'r', ARGV[4], 'e', ARGV[5])
    if tonumber(ARGV[5]) > tonumber(keepUntil) then
      redis.call('HSET', KEYS[1], 'k', ARGV[5])
      redis.call('PEXPIREAT', KEYS[1], ARGV[5])
    end
    return 1
  `,
} as const;
