/**
 * Which partition a key belongs to: Java's murmur2 of its bytes, as Kafka's own clients do it, so
 * that records of a key lie alike whoever wrote them. SEMANTICS 2.
 */

const SEED = 0x9747b28c | 0;
const M = 0x5bd1e995;
const R = 24;

/** Kafka's murmur2: a signed 32-bit integer. Pure. */
export function murmur2(key: Uint8Array): number {
  const length = key.length;
  let h = SEED ^ length;
  const whole = length & ~3;
  for (let i = 0; i < whole; i += 4) {
    let k =
      (key[i] as number) |
      ((key[i + 1] as number) << 8) |
      ((key[i + 2] as number) << 16) |
      ((key[i + 3] as number) << 24);
    k = Math.imul(k, M);
    k ^= k >>> R;
    k = Math.imul(k, M);
    h = Math.imul(h, M) ^ k;
  }
  const rest = length & 3;
  if (rest === 3) h ^= (key[whole + 2] as number) << 16;
  if (rest >= 2) h ^= (key[whole + 1] as number) << 8;
  if (rest >= 1) h = Math.imul(h ^ (key[whole] as number), M);
  h ^= h >>> 13;
  h = Math.imul(h, M);
  h ^= h >>> 15;
  return h;
}

/** The partition of `key` among `partitions`: as the Java client's default partitioner. Pure. */
export function partitionOf(key: Uint8Array, partitions: number): number {
  return partitions === 1 ? 0 : (murmur2(key) & 0x7fffffff) % partitions;
}
