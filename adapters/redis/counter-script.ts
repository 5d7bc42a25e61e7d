/** Counts one more in a window (n how many, u its end), or begins the next. ARGV: now, the end of a window that would begin now. */
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
} as const;
