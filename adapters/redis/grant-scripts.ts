import { REMEMBERED_REPLACED } from '../../server/domain/refresh-standing.ts';

/** A fingerprint and a comma. */
const REPLACED_WIDTH = 44;

/**
 * The steps on a grant and its line of refresh tokens that must be atomic. Grant and line are one hash: k keepUntil, a account, c client,
 * p payload, d device, n its name; t current token's key, r its payload, e its end, f where it was asked from; o previous key, w rotatedAt; x the last keys that were replaced before they were
 * used, a comma after each.
 */
export const grantScripts = {
  /** Keeps a grant; it never ends before its current token. ARGV: keepUntil, account, client, payload, device, its name. */
  csSaveGrant: `
    local keepUntil, lineEnds = ARGV[1], redis.call('HGET', KEYS[1], 'e')
    if lineEnds and tonumber(lineEnds) > tonumber(keepUntil) then keepUntil = lineEnds end
    redis.call('HSET', KEYS[1], 'k', keepUntil, 'a', ARGV[2], 'c', ARGV[3], 'p', ARGV[4], 'd', ARGV[5], 'n', ARGV[6])
    redis.call('PEXPIREAT', KEYS[1], keepUntil)
    return 1
  `,

  /** Ends a grant with its line. ARGV: whose it has to be, or nothing. @returns whose it was, or nothing if there was none */
  csEndGrant: `
    local account = redis.call('HGET', KEYS[1], 'a')
    if not account or ARGV[1] ~= '' and ARGV[1] ~= account then return '' end
    redis.call('DEL', KEYS[1])
    return account
  `,

  /** ARGV: whose device it has to be, its new name. @returns 1, or 0 if there is none */
  csRename: `
    if redis.call('HGET', KEYS[1], 'a') ~= ARGV[1] then return 0 end
    redis.call('HSET', KEYS[1], 'n', ARGV[2])
    return 1
  `,

  /** The first token of a line. ARGV: key, payload, end, where from. @returns 1, or 0 if there is no grant or it has a line already */
  csIssue: `
    local keepUntil, current = unpack(redis.call('HMGET', KEYS[1], 'k', 't'))
    if not keepUntil or current then return 0 end
    redis.call('HSET', KEYS[1], 't', ARGV[1], 'r', ARGV[2], 'e', ARGV[3], 'f', ARGV[4])
    if tonumber(ARGV[3]) > tonumber(keepUntil) then
      redis.call('HSET', KEYS[1], 'k', ARGV[3])
      redis.call('PEXPIREAT', KEYS[1], ARGV[3])
    end
    return 1
  `,

  /** The next token of a line. ARGV: presented key, current key, next key, its payload, its end, where from, now. @returns 1, or 0 if the line moved on */
  csRotate: `
    local presented, expected = ARGV[1], ARGV[2]
    local keepUntil, current, previous, replaced = unpack(redis.call('HMGET', KEYS[1], 'k', 't', 'o', 'x'))
    if current ~= expected then return 0 end
    if presented ~= current and presented ~= previous then return 0 end
    if presented == current then
      redis.call('HSET', KEYS[1], 'w', ARGV[7])
    else
      redis.call('HSET', KEYS[1], 'x', string.sub((replaced or '') .. current .. ',', ${-REMEMBERED_REPLACED * REPLACED_WIDTH}))
    end
    redis.call('HSET', KEYS[1], 'o', presented, 't', ARGV[3], 'r', ARGV[4], 'e', ARGV[5], 'f', ARGV[6])
    if tonumber(ARGV[5]) > tonumber(keepUntil) then
      redis.call('HSET', KEYS[1], 'k', ARGV[5])
      redis.call('PEXPIREAT', KEYS[1], ARGV[5])
    end
    return 1
  `,
} as const;
