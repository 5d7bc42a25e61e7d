/** Drawn from the system at a time: one draw costs about as much as hashing a poll's code, whatever its size. */
const POOL_BYTES = 4096;

/**
 * Makes names nobody can guess: base64url text. Every random byte is used once, and wiped as soon as it is used.
 *
 * @param fill fills the buffer with random bytes from a cryptographic source
 * @returns a function from a number of bytes, at most {@link POOL_BYTES}, to a name
 */
export function createRandomId(fill: (buffer: Buffer) => unknown): (bytes: number) => string {
  const pool = Buffer.allocUnsafeSlow(POOL_BYTES);
  let used = POOL_BYTES;
  return function randomId(bytes) {
    if (bytes > POOL_BYTES) throw new RangeError(`at most ${POOL_BYTES} random bytes at once`);
    if (used + bytes > POOL_BYTES) {
      fill(pool);
      used = 0;
    }
    const drawn = pool.subarray(used, used + bytes);
    used += bytes;
    const name = drawn.toString('base64url');
    drawn.fill(0);
    return name;
  };
}
