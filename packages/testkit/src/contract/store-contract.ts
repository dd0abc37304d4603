/** What every implementation of the Store port must do, as tests: call it in a test file of the adapter. */
import type { Store } from "@stagefold/processing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/** An implementation of the Store port, made new for one test. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Ends the store without a commit, as a crash would, and opens it again on what it kept. */
  reopen(): Store;
  close(): void;
}

/** Registers the suite under `name`; `makeStore` gives a new, empty store for each test. */
export function storeContract(name: string, makeStore: () => StoreUnderTest): void {
  describe(`${name} as a Store`, () => {
    let made: StoreUnderTest;
    let store: Store;

    beforeEach(() => {
      made = makeStore();
      store = made.store;
    });
    afterEach(() => made.close());

    it("is empty when new", () => {
      expect(store.meta("position")).toBeNull();
      expect(store.table("leads").get(1)).toBeUndefined();
      expect([...store.table("leads").range(-1e9, 1e9)]).toEqual([]);
      expect([...store.timers("due").all()]).toEqual([]);
      expect([...store.dictionary("keys").entries("")]).toEqual([]);
    });

    it("reads what was written since the last commit", () => {
      writeSome(store);
      expect(contentOf(store)).toEqual(some);
    });

    it("keeps what was committed, and nothing else", () => {
      writeSome(store);
      store.commit();
      changeAll(store);
      const again = made.reopen();
      expect(contentOf(again)).toEqual(some);
    });

    it("forgets at a rollback what was written since the last commit", () => {
      writeSome(store);
      store.commit();
      changeAll(store);
      store.rollback();
      expect(contentOf(store)).toEqual(some);
      expect(store.dictionary("keys").get("new")).toBeUndefined();
    });

    it("can be written after a rollback, also in parts that were first opened before it", () => {
      store.table("late").put(1, Uint8Array.of(1));
      store.dictionary("late").assign("x");
      store.timers("late").set(1, 1);
      store.rollback();
      expect(store.table("late").get(1)).toBeUndefined();
      expect(store.dictionary("late").assign("y")).toBe(1);
      store.table("late").put(2, Uint8Array.of(2));
      store.timers("late").set(2, 2);
      store.commit();
      const again = made.reopen();
      expect([...again.table("late").range(0, 10)].map(([key, value]) => [key, ...value])).toEqual([[2, 2]]);
      expect([...again.timers("late").all()]).toEqual([[2, 2]]);
      expect([...again.dictionary("late").entries("")]).toEqual([["y", 1]]);
    });

    it("accepts a commit and a rollback of nothing", () => {
      store.commit();
      store.rollback();
      store.commit();
      expect(store.meta("position")).toBeNull();
    });

    it("is as new after clear, at once and for good, and its parts can be used on", () => {
      const table = store.table("leads");
      const keys = store.dictionary("keys");
      writeSome(store);
      store.commit();
      store.setMeta("clock", "not committed");
      store.clear();
      expect(store.meta("clock")).toBeNull();
      expect(keys.get("a")).toBeUndefined();
      expect(table.get(1)).toBeUndefined();
      const again = made.reopen();
      expect(contentOf(again)).toEqual({ meta: null, keys: [], leads: [], due: [] });
      expect(again.dictionary("keys").assign("z")).toBe(1);
    });

    it("gives texts the numbers 1, 2, ... in the order of appearance, and each the same for ever", () => {
      const keys = store.dictionary("keys");
      expect(["b", "a", "b", "", "ä\u0000", "a"].map((text) => keys.assign(text))).toEqual([1, 2, 1, 3, 4, 2]);
      store.commit();
      const again = made.reopen().dictionary("keys");
      expect(["a", "b", "", "ä\u0000"].map((text) => again.get(text))).toEqual([2, 1, 3, 4]);
      expect(again.get("c")).toBeUndefined();
      expect(again.assign("c")).toBe(5);
    });

    it("gives a number again that a rollback took back", () => {
      const keys = store.dictionary("keys");
      keys.assign("a");
      store.commit();
      expect(keys.assign("b")).toBe(2);
      store.rollback();
      expect(keys.assign("c")).toBe(2);
      expect(keys.get("b")).toBeUndefined();
      expect(keys.assign("b")).toBe(3);
    });

    it("calls a number by another text, durably with the commit; the number is given to no other", () => {
      const keys = store.dictionary("keys");
      for (const text of ["a", "b", "c"]) keys.assign(text);
      store.commit();
      keys.rename("c", "z");
      expect([keys.get("c"), keys.get("z")]).toEqual([undefined, 3]);
      store.rollback();
      expect([keys.get("c"), keys.get("z")]).toEqual([3, undefined]);
      keys.rename("c", "z");
      store.commit();
      const again = made.reopen().dictionary("keys");
      expect(again.assign("c")).toBe(4);
      expect([...again.entries("")]).toEqual([
        ["a", 1],
        ["b", 2],
        ["z", 3],
        ["c", 4],
      ]);
      expect(() => again.rename("none", "x")).toThrow();
    });

    it("finds texts by their beginning, in the order of their numbers", () => {
      const keys = store.dictionary("keys");
      for (const text of ["t|z", "u|a", "t|a", "t", "s\u{10ffff}", "t|", "t}", "T|a", "\ud7ff|x", "\ue000"])
        keys.assign(text);
      expect([...keys.entries("t|")]).toEqual([
        ["t|z", 1],
        ["t|a", 3],
        ["t|", 6],
      ]);
      expect([...keys.entries("s\u{10ffff}")]).toEqual([["s\u{10ffff}", 5]]);
      expect([...keys.entries("\ud7ff")]).toEqual([["\ud7ff|x", 9]]);
      expect([...keys.entries("none")]).toEqual([]);
      expect([...keys.entries("")].map(([, number]) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    it("keeps values by any safe integer, empty ones and large ones too", () => {
      const table = store.table("leads");
      const keys = [Number.MIN_SAFE_INTEGER, -1, 0, 1, 2 ** 40, Number.MAX_SAFE_INTEGER];
      for (const key of keys) table.put(key, bytesOf(key));
      table.put(5, new Uint8Array(0));
      table.put(6, new Uint8Array(100_000).fill(3));
      store.commit();
      const again = made.reopen().table("leads");
      for (const key of keys)
        expect(again.get(key)).toSatisfy((value: Uint8Array) => Buffer.compare(value, bytesOf(key)) === 0);
      expect(again.get(5)?.length).toBe(0);
      expect(again.get(6)?.reduce((sum, byte) => sum + byte, 0)).toBe(300_000);
    });

    it("lists a range by key, its end not included, however long", () => {
      const table = store.table("leads");
      for (let key = 999; key >= -500; key -= 1) table.put(key, Uint8Array.of(key & 0xff));
      table.delete(10);
      const keys = [...table.range(-3, 700)].map(([key]) => key);
      expect(keys).toEqual(Array.from({ length: 703 }, (_, index) => index - 3).filter((key) => key !== 10));
      expect([...table.range(5, 5)]).toEqual([]);
      expect([...table.range(998, 2_000)].map(([key, value]) => [key, ...value])).toEqual([
        [998, 998 & 0xff],
        [999, 999 & 0xff],
      ]);
    });

    it("lets other parts be written while one is read through", () => {
      for (let key = 0; key < 300; key += 1) store.table("leads").put(key, Uint8Array.of(1));
      for (const [key] of store.table("leads").range(0, 1_000)) {
        store.timers("due").set(key, key * 10);
        store.table("other").put(key, Uint8Array.of(2));
        store.dictionary("keys").assign(`lead ${key}`);
      }
      expect([...store.timers("due").all()].length).toBe(300);
      expect([...store.dictionary("keys").entries("lead ")].length).toBe(300);
    });

    it("sets, moves and removes instants", () => {
      const due = store.timers("due");
      for (let key = 0; key < 5_000; key += 1) due.set(key, 1_700_000_000_000 + key);
      due.set(3, -5);
      due.set(4, null);
      due.set(77_777, null);
      store.commit();
      const entries = new Map(made.reopen().timers("due").all());
      expect(entries.size).toBe(4_999);
      expect([entries.get(3), entries.get(4), entries.get(4_999)]).toEqual([-5, undefined, 1_700_000_004_999]);
    });

    it("keeps parts of the same name but another kind apart, and refuses names that are not [a-z_]+", () => {
      store.table("same").put(1, Uint8Array.of(1));
      store.timers("same").set(1, 2);
      expect(store.dictionary("same").assign("x")).toBe(1);
      expect([...(store.table("same").get(1) ?? [])]).toEqual([1]);
      for (const wrong of ["", "Leads", "a-b", 'a"; DROP TABLE meta; --', "a1"]) {
        expect(() => store.table(wrong)).toThrow();
        expect(() => store.dictionary(wrong)).toThrow();
        expect(() => store.timers(wrong)).toThrow();
      }
    });
  });
}

const some = {
  meta: "42",
  keys: [
    ["a", 1],
    ["b", 2],
  ],
  leads: [
    [-7, 1, 2],
    [1, 3],
  ],
  due: [
    [1, 1_000],
    [2, 2_000],
  ],
};

function writeSome(store: Store): void {
  store.setMeta("position", "41");
  store.setMeta("position", "42");
  store.dictionary("keys").assign("a");
  store.dictionary("keys").assign("b");
  store.table("leads").put(1, Uint8Array.of(9, 9));
  store.table("leads").put(1, Uint8Array.of(3));
  store.table("leads").put(-7, Uint8Array.of(1, 2));
  store.table("leads").put(2, Uint8Array.of(0));
  store.table("leads").delete(2);
  store.timers("due").set(1, 1_000);
  store.timers("due").set(2, 2_000);
}

function changeAll(store: Store): void {
  store.setMeta("position", "43");
  store.dictionary("keys").assign("new");
  store.table("leads").put(1, Uint8Array.of(4));
  store.table("leads").delete(-7);
  store.table("leads").put(3, Uint8Array.of(5));
  store.timers("due").set(1, null);
  store.timers("due").set(2, 9);
}

function contentOf(store: Store): unknown {
  return {
    meta: store.meta("position"),
    keys: [...store.dictionary("keys").entries("")],
    leads: [...store.table("leads").range(-1e9, 1e9)].map(([key, value]) => [key, ...value]),
    due: [...store.timers("due").all()].sort(([a], [b]) => a - b),
  };
}

function bytesOf(key: number): Uint8Array {
  return new TextEncoder().encode(String(key));
}
