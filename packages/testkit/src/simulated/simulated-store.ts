/**
 * The Store port in memory: what is written goes to a working copy that `commit` makes the durable one.
 * A crash, or opening the store again, starts from the durable one.
 * A commit copies the whole state: meant for states of some thousands of entries.
 */
import type { Dictionary, Store, Table, TimerTable } from "@stagefold/processing";
import type { Step } from "./fault-plan.ts";
import type { SimulatedDisk, SimulatedStoreState } from "./simulated-disk.ts";

interface WorkingState {
  readonly meta: Map<string, string>;
  readonly dictionaries: Map<string, Map<string, number>>;
  readonly tables: Map<string, Map<number, Uint8Array>>;
  readonly timers: Map<string, Map<number, number>>;
}

/** Opens the store called `name` on `disk`, as its last commit left it. */
export function openSimulatedStore(disk: SimulatedDisk, name: string, at: (step: Step) => void): Store {
  let working = copyOf(disk.stores.get(name));
  let isClosed = false;

  function write(): void {
    assertOpen();
    at("store.write");
  }

  function assertOpen(): void {
    if (isClosed) throw new Error(`the store ${name} is closed`);
  }

  function assertName(part: string): void {
    if (!/^[a-z_]+$/.test(part)) throw new Error(`"${part}" cannot name a part of a store`);
  }

  function dictionary(part: string): Dictionary {
    assertName(part);
    const entries = (): Map<string, number> => getOrAdd(working.dictionaries, part, () => new Map<string, number>());
    return {
      get: (text) => entries().get(text),
      assign(text) {
        const known = entries().get(text);
        if (known !== undefined) return known;
        write();
        const number = entries().size + 1;
        entries().set(text, number);
        return number;
      },
      rename(text, to) {
        const number = entries().get(text);
        if (number === undefined) throw new Error(`there is no ${text} to be renamed`);
        write();
        const renamed = [...entries()].map(([entry, of]) => [entry === text ? to : entry, of] as const);
        working.dictionaries.set(part, new Map(renamed));
      },
      *entries(prefix) {
        for (const entry of [...entries()]) if (entry[0].startsWith(prefix)) yield entry;
      },
    };
  }

  function table(part: string): Table {
    assertName(part);
    const rows = (): Map<number, Uint8Array> => getOrAdd(working.tables, part, () => new Map<number, Uint8Array>());
    return {
      get: (key) => rows().get(key),
      put(key, value) {
        write();
        rows().set(key, Buffer.from(value));
      },
      delete(key) {
        write();
        rows().delete(key);
      },
      *range(from, to) {
        const keys = [...rows().keys()].filter((key) => key >= from && key < to).sort((a, b) => a - b);
        for (const key of keys) {
          const value = rows().get(key);
          if (value !== undefined) yield [key, value];
        }
      },
    };
  }

  function timers(part: string): TimerTable {
    assertName(part);
    const rows = (): Map<number, number> => getOrAdd(working.timers, part, () => new Map<number, number>());
    return {
      set(key, instant) {
        write();
        if (instant === null) rows().delete(key);
        else rows().set(key, instant);
      },
      all: () => [...rows()],
    };
  }

  return {
    meta: (key) => working.meta.get(key) ?? null,
    setMeta(key, value) {
      write();
      working.meta.set(key, value);
    },
    dictionary,
    table,
    timers,
    commit() {
      assertOpen();
      at("store.commit");
      disk.stores.set(name, copyOf(working));
      at("store.committed");
    },
    rollback() {
      working = copyOf(disk.stores.get(name));
    },
    clear() {
      write();
      working = copyOf(undefined);
      disk.stores.delete(name);
    },
    close() {
      isClosed = true;
    },
  };
}

function getOrAdd<T>(parts: Map<string, T>, name: string, make: () => T): T {
  let part = parts.get(name);
  if (part === undefined) parts.set(name, (part = make()));
  return part;
}

function copyOf(state: SimulatedStoreState | undefined): WorkingState {
  const copyParts = <K, V>(parts: ReadonlyMap<string, ReadonlyMap<K, V>> | undefined): Map<string, Map<K, V>> =>
    new Map([...(parts ?? [])].map(([name, part]) => [name, new Map(part)]));
  return {
    meta: new Map(state?.meta),
    dictionaries: copyParts(state?.dictionaries),
    tables: copyParts(state?.tables),
    timers: copyParts(state?.timers),
  };
}
