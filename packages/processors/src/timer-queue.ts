/**
 * Which keys are due first: a heap in memory over a table of the store, so that a task that starts
 * again knows its deadlines, and most records touch none of it.
 */
import type { TimerTable } from "@stagefold/processing";

export class TimerQueue {
  readonly #table: TimerTable;
  readonly #at = new Map<number, number>();
  /** A binary heap of (at, key), some of them outdated: `#at` decides. */
  #heapAt: number[] = [];
  #heapKey: number[] = [];

  constructor(table: TimerTable) {
    this.#table = table;
    for (const [key, at] of table.all()) {
      this.#at.set(key, at);
      this.#push(key, at);
    }
  }

  /** null: `key` is not due at all. */
  set(key: number, at: number | null): void {
    const known = this.#at.get(key) ?? null;
    if (known === at) return;
    this.#table.set(key, at);
    if (at === null) {
      this.#at.delete(key);
    } else {
      this.#at.set(key, at);
      this.#push(key, at);
    }
  }

  /** The earliest instant at which a key is due; null: none. */
  next(): number | null {
    this.#dropOutdated();
    return this.#heapAt[0] ?? null;
  }

  /** The keys due at or before `instant`, the earliest first; they stay due until they are set anew. */
  due(instant: number): number[] {
    // A key that was set to another instant and back stands in the heap twice.
    const keys = new Set<number>();
    for (let at = this.next(); at !== null && at <= instant; at = this.next()) {
      keys.add(this.#heapKey[0] as number);
      this.#pop();
    }
    for (const key of keys) this.#push(key, this.#at.get(key) as number);
    return [...keys];
  }

  get size(): number {
    return this.#at.size;
  }

  #dropOutdated(): void {
    while (this.#heapAt.length > 0 && this.#at.get(this.#heapKey[0] as number) !== this.#heapAt[0]) this.#pop();
  }

  #push(key: number, at: number): void {
    const ats = this.#heapAt;
    const keys = this.#heapKey;
    let i = ats.length;
    ats.push(at);
    keys.push(key);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if ((ats[parent] as number) <= at) break;
      ats[i] = ats[parent] as number;
      keys[i] = keys[parent] as number;
      i = parent;
    }
    ats[i] = at;
    keys[i] = key;
  }

  #pop(): void {
    const ats = this.#heapAt;
    const keys = this.#heapKey;
    const at = ats.pop() as number;
    const key = keys.pop() as number;
    const size = ats.length;
    if (size === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && (ats[child + 1] as number) < (ats[child] as number)) child++;
      if ((ats[child] as number) >= at) break;
      ats[i] = ats[child] as number;
      keys[i] = keys[child] as number;
      i = child;
    }
    ats[i] = at;
    keys[i] = key;
  }
}
