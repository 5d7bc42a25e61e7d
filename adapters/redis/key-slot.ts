const SLOTS = 16_384;

/** x¹⁶ + x¹² + x⁵ + 1, as CRC-16/XMODEM uses it. */
const POLYNOMIAL = 0x1021;

/**
 * Which of a Cluster's slots a key lies in: CRC-16 of the part in braces, if there is one that is not empty, else of the whole key.
 *
 * @see {@link https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#key-distribution-model Redis Cluster specification, key distribution model}
 */
export function keySlot(key: string): number {
  const tag = /^[^{]*\{(?<tag>[^}]+)\}/.exec(key)?.groups?.tag;
  return crc16(Buffer.from(tag ?? key)) % SLOTS;
}

function crc16(bytes: Buffer): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ POLYNOMIAL) & 0xffff : crc << 1;
  }
  return crc;
}
