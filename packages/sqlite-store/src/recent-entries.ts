/**
 * A bounded memory of recent entries, close to least recently used: two generations, where a hit in the
 * old one moves to the young one, and a young one that is full becomes the old. It costs one Map lookup a
 * hit, against a delete and a set for exact order.
 */
export interface RecentEntries {
  get(text: string): number | undefined;
  set(text: string, number: number): void;
  clear(): void;
}

/** Holds at most `capacity` entries, and at least half as many of the most recent. 0 holds none. */
export function createRecentEntries(capacity: number): RecentEntries {
  const generation = Math.floor(capacity / 2);
  let young = new Map<string, number>();
  let old = new Map<string, number>();

  function set(text: string, number: number): void {
    if (generation === 0) return;
    if (young.size >= generation) {
      old = young;
      young = new Map();
    }
    young.set(text, number);
  }

  return {
    get(text) {
      const recent = young.get(text);
      if (recent !== undefined) return recent;
      const older = old.get(text);
      if (older !== undefined) set(text, older);
      return older;
    },
    set,
    clear() {
      young = new Map();
      old = new Map();
    },
  };
}
