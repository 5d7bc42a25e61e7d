/**
 * The steps on a person's list of devices that must be atomic. The list is one hash: device id → its place as JSON, with c client, n name, and w until when it is
 * awaited (milliseconds), as long as it is. A place without w is that of a paired device; whether its grant still lives is not to be seen from here, so the
 * caller says which are gone.
 */

/** Counts the places of a client, other than one's own. @param counted which of them, as a Lua condition on `place` */
const countPlaces = (counted: string): string => `
  local function countPlaces(own, client)
    local taken, fields = 0, redis.call('HGETALL', KEYS[1])
    for at = 1, #fields, 2 do
      local place = cjson.decode(fields[at + 1])
      if fields[at] ~= own and place.c == client and ${counted} then taken = taken + 1 end
    end
    return taken
  end
`;

/** Taking a place, claiming it, and giving it up. Each is given one key, the person's list. */
export const deviceScripts = {
  /** ARGV: now, when it is over, id, client, limit or -1, place, then ids that are gone. @returns 1, or 0 if all places are taken */
  csKeepPlace: `
    local now, overAt, id, max = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[5])
    ${countPlaces('(not place.w or place.w > now)')}
    for at = 7, #ARGV do redis.call('HDEL', KEYS[1], ARGV[at]) end
    if redis.call('HEXISTS', KEYS[1], id) == 1 then return 1 end
    if max >= 0 and countPlaces(id, ARGV[4]) >= max then return 0 end
    local left = redis.call('PTTL', KEYS[1])
    redis.call('HSET', KEYS[1], id, ARGV[6])
    if left < 0 or now + left < overAt then redis.call('PEXPIREAT', KEYS[1], ARGV[2]) end
    return 1
  `,

  /** ARGV: id, client, limit or -1, place, then ids that are gone. @returns what became of it */
  csConnect: `
    local id, max = ARGV[1], tonumber(ARGV[3])
    ${countPlaces('not place.w')}
    for at = 5, #ARGV do redis.call('HDEL', KEYS[1], ARGV[at]) end
    if redis.call('HEXISTS', KEYS[1], id) == 0 then return 'ended' end
    if max >= 0 and countPlaces(id, ARGV[2]) >= max then return 'full' end
    redis.call('HSET', KEYS[1], id, ARGV[4])
    return 'connected'
  `,

  /** ARGV: id, now. @returns what place it had */
  csLeave: `
    local text = redis.call('HGET', KEYS[1], ARGV[1])
    if not text then return 'none' end
    redis.call('HDEL', KEYS[1], ARGV[1])
    local place = cjson.decode(text)
    if not place.w then return 'paired' end
    if place.w > tonumber(ARGV[2]) then return 'awaited' end
    return 'none'
  `,
} as const;
