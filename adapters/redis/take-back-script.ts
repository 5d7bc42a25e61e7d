/**
 * Taking back a step that could not be confirmed. A script that may have to be taken back answers with its result and with what the record was
 * before and after; `csTakeBack` makes it what it was before, unless somebody changed it since.
 */

/** A script's result, the record before and after it (field, value, field, value …), and how long it had to live: -1 for ever, -2 it was not there. */
export type Noted<Result> = readonly [result: Result, before: readonly string[], after: readonly string[], ttl: number];

/** The same script, answering {@link Noted}. It must not answer `false`, which ends a Lua list. */
export function withNotes(lua: string): string {
  return `
    local before, ttl = redis.call('HGETALL', KEYS[1]), redis.call('PTTL', KEYS[1])
    local function step()
      ${lua}
    end
    local result = step()
    return { result, before, redis.call('HGETALL', KEYS[1]), ttl }
  `;
}

/** Values written at once: Lua takes no more than some thousand, and nobody undoes the DEL before them. Even, because they are pairs. */
const SLICE = 2000;

/** The step that takes another one back. */
export const takeBackScripts = {
  /** ARGV: ttl, how many elements of after follow, after …, before …. @returns 1, or 0 if the record is another by now */
  csTakeBack: `
    local count, expected, found = tonumber(ARGV[2]), {}, redis.call('HGETALL', KEYS[1])
    if #found ~= count then return 0 end
    for at = 3, count + 2, 2 do expected[ARGV[at]] = ARGV[at + 1] end
    for at = 1, count, 2 do
      if expected[found[at]] ~= found[at + 1] then return 0 end
    end
    redis.call('DEL', KEYS[1])
    if #ARGV == count + 2 then return 1 end
    for at = count + 3, #ARGV, ${SLICE} do redis.call('HSET', KEYS[1], unpack(ARGV, at, math.min(at + ${SLICE - 1}, #ARGV))) end
    if tonumber(ARGV[1]) > 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
    return 1
  `,
} as const;
