/**
 * A counter: n how many, u the end of the window. `csCount` counts one more, or begins the next window; ARGV: now, the end of a window that would begin
 * now. `csGiveBack` takes one back while the window lasts; ARGV: now.
 */
export const counterScripts = {
  csCount: `
    local ends = redis.call('HGET', KEYS[1], 'u')
    if ends and tonumber(ARGV[1]) < tonumber(ends) then
      return { redis.call('HINCRBY', KEYS[1], 'n', 1), ends }
    end
    redis.call('HSET', KEYS[1], 'n', 1, 'u', ARGV[2])
    redis.call('PEXPIREAT', KEYS[1], ARGV[2])
    return { 1, ARGV[2] }
  `,
  csGiveBack: `
    local counter = redis.call('HMGET', KEYS[1], 'n', 'u')
    if counter[2] and tonumber(ARGV[1]) < tonumber(counter[2]) and tonumber(counter[1]) > 0 then
      redis.call('HINCRBY', KEYS[1], 'n', -1)
    end
    return 1
  `,
} as const;
