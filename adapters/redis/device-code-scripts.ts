/**
 * The steps on a device request that must be atomic. Each is given one key, so it runs on any node of a Cluster. The fields are those of
 * `device-fields.ts`: s state, c client, e expiresAt, i interval, b bookedUntil, d decision, u consumedAt.
 *
 * Instants are milliseconds, 13 digits: far within what a Lua number holds exactly; they are written back through `%.0f`, never as 1.7e+12.
 */
export const deviceCodeScripts = {
  /** ARGV: forgetAt, then field, value, field, value … @returns 1, or 0 if the key is there already */
  csOpen: `
    if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
    redis.call('HSET', KEYS[1], unpack(ARGV, 2))
    redis.call('PEXPIREAT', KEYS[1], ARGV[1])
    return 1
  `,

  /** pending → approved or denied. ARGV: the new state, the decision as JSON, now. @returns the outcome by name */
  csDecide: `
    local state, expiresAt = unpack(redis.call('HMGET', KEYS[1], 's', 'e'))
    if not state then return 'unknown' end
    if state ~= 'pending' then return 'already-decided' end
    if tonumber(ARGV[3]) >= tonumber(expiresAt) then return 'expired' end
    redis.call('HSET', KEYS[1], 's', ARGV[1], 'd', ARGV[2])
    return 'decided'
  `,

  /** approved or denied → consumed. ARGV: now. @returns 1 for the one who may answer, else 0 */
  csSpend: `
    local state, expiresAt = unpack(redis.call('HMGET', KEYS[1], 's', 'e'))
    if state ~= 'approved' and state ~= 'denied' then return 0 end
    if tonumber(ARGV[1]) >= tonumber(expiresAt) then return 0 end
    redis.call('HSET', KEYS[1], 's', 'consumed', 'u', ARGV[1])
    return 1
  `,
} as const;

/**
 * The polls of one moment, by the rule of `server/domain/poll-pace.ts` (a property test compares the two): a slot further ahead than two intervals is of another clock. KEYS: one for each poll; on a Cluster there is only
 * one. ARGV: the tolerance in milliseconds, then the instant of each poll.
 *
 * @returns for each poll 0 if there is no such key, else state, client, expiresAt, 1 if it came too early, and, once it is not pending any more, all of the hash
 */
export const pollScript = `
  local tolerance, found = tonumber(ARGV[1]), {}
  for n, key in ipairs(KEYS) do
    local state, client, expiresAt, interval, booked = unpack(redis.call('HMGET', key, 's', 'c', 'e', 'i', 'b'))
    if state then
      local now, early = tonumber(ARGV[n + 1]), 0
      if state == 'pending' and now < tonumber(expiresAt) then
        if booked and tonumber(booked) <= now + tonumber(interval) * 2000 and now < tonumber(booked) - tolerance then
          early = 1
        else
          redis.call('HSET', key, 'b', string.format('%.0f', now + tonumber(interval) * 1000))
        end
      end
      found[n] = { state, client, expiresAt, early, state ~= 'pending' and redis.call('HGETALL', key) }
    else
      found[n] = 0
    end
  end
  return found
`;
