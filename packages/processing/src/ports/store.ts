/**
 * The state store of one task: a cache of what the log says, at a known position.
 *
 * Everything written between two commits becomes durable together at `commit`, or not at all.
 * Reads see what was written since. Synchronous: a store is local to its task.
 *
 * | call     | a crash during it leaves         |
 * | -------- | -------------------------------- |
 * | put, ... | the state of the last commit     |
 * | commit   | the last commit's state or the new one, whole |
 */
export interface Store {
  /** A small named value (position, clock, commit number, format version). */
  meta(name: string): string | null;
  setMeta(name: string, value: string): void;
  /** Opens (creates) a dictionary. Names are [a-z_]+. */
  dictionary(name: string): Dictionary;
  /** Opens (creates) a table of binary values by integer. */
  table(name: string): Table;
  /** Opens (creates) a table of instants by integer. */
  timers(name: string): TimerTable;
  /** Makes what was written since the last commit durable. */
  commit(): void;
  /** Forgets what was written since the last commit. */
  rollback(): void;
  /** Forgets everything, durably: a store as new. */
  clear(): void;
  close(): void;
}

/** Text to small integers, given in the order of first appearance (1, 2, ...), so that what is active together lies together. */
export interface Dictionary {
  /** The number of `text`, or undefined. */
  get(text: string): number | undefined;
  /** The number of `text`, given now if it has none. */
  assign(text: string): number;
  /** Calls the number of `text` by another, new text; `text` has none from then on. Throws where there is no such number. */
  rename(text: string, to: string): void;
  /** All entries with a text that starts with `prefix`, in the order of their numbers. */
  entries(prefix: string): Iterable<readonly [text: string, number: number]>;
}

/** Keys are safe integers, negative ones included. Values must not be changed after put or get. */
export interface Table {
  get(key: number): Uint8Array | undefined;
  put(key: number, value: Uint8Array): void;
  delete(key: number): void;
  /** Entries with `from <= key < to`, by key. The table must not be written while one iterates. */
  range(from: number, to: number): Iterable<readonly [key: number, value: Uint8Array]>;
}

/** Instants (ms since epoch) by integer key. */
export interface TimerTable {
  /** null removes it. */
  set(key: number, at: number | null): void;
  /** All entries, in no order. */
  all(): Iterable<readonly [key: number, at: number]>;
}
