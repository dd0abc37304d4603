/** Which slots of a row were ever published: a growing set of small integers, thirty to a number. */
export type Seen = number[];

const BITS = 30;

/** Whether `slot` is in the set. Pure. */
export function isSeen(seen: Readonly<Seen>, slot: number): boolean {
  return ((seen[Math.floor(slot / BITS)] ?? 0) & (1 << (slot % BITS))) !== 0;
}

/** Puts `slot` into the set. */
export function markSeen(seen: Seen, slot: number): void {
  const word = Math.floor(slot / BITS);
  while (seen.length <= word) seen.push(0);
  seen[word] = (seen[word] as number) | (1 << (slot % BITS));
}
