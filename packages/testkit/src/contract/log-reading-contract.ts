import { OffsetOutOfRangeError, UnknownTopicError } from "@stagefold/processing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { manualClock } from "../simulated/manual-clock.ts";
import { bytes, type LogUnderTest, type MakeLog, outRecord, readAll, textOf } from "./log-under-test.ts";

const plenty = { records: 1_000, bytes: 1 << 20 };

/** Appending, reading, offsets, limits. */
export function logReadingContract(makeLog: MakeLog): void {
  describe("appending and reading", () => {
    const clock = manualClock(1_000);
    let made: LogUnderTest;

    beforeEach(async () => {
      clock.set(1_000);
      made = await makeLog(clock.now);
      await made.createTopic({ name: "events", partitions: 2, compacted: false });
      await made.createTopic({ name: "other", partitions: 1, compacted: false });
    });
    afterEach(() => made.close());

    it("knows how many partitions a topic has, and which topics there are not", async () => {
      expect(await made.log.partitionCount("events")).toBe(2);
      await expect(made.log.partitionCount("nowhere")).rejects.toThrow(UnknownTopicError);
      await expect(made.log.read("nowhere", 0, 0, plenty)).rejects.toThrow(UnknownTopicError);
      await expect(made.log.append([outRecord("nowhere", 0, "k", "v")])).rejects.toThrow(UnknownTopicError);
    });

    it("has nothing in an empty partition, and reading its end is no error", async () => {
      const end = await made.log.endOffset("events", 0);
      expect(await made.log.firstOffset("events", 0)).toBe(end);
      expect(await made.log.read("events", 0, end, plenty)).toEqual({ records: [], nextOffset: end });
    });

    it("gives records back in the order of their append, each partition for itself", async () => {
      await made.log.append([
        outRecord("events", 0, "a", "1"),
        outRecord("events", 1, "b", "2"),
        outRecord("other", 0, "c", "3"),
      ]);
      await made.log.append([outRecord("events", 1, "d", "4"), outRecord("events", 0, "e", "5")]);

      expect((await readAll(made.log, "events", 0)).map(textOf)).toEqual(["a=1", "e=5"]);
      expect((await readAll(made.log, "events", 1)).map(textOf)).toEqual(["b=2", "d=4"]);
      expect((await readAll(made.log, "other", 0)).map(textOf)).toEqual(["c=3"]);
    });

    it("gives the next record the end offset, and an earlier record never changes its offset", async () => {
      await made.log.append([outRecord("events", 0, "a", "1")]);
      const end = await made.log.endOffset("events", 0);
      await made.log.append([outRecord("events", 0, "b", "2"), outRecord("events", 0, "c", "3")]);

      const offsets = (await readAll(made.log, "events", 0)).map((record) => record.offset);
      expect(offsets[1]).toBe(end);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
      expect(new Set(offsets).size).toBe(3);
      expect((await readAll(made.log, "events", 0, end)).map(textOf)).toEqual(["b=2", "c=3"]);
    });

    it("keeps null keys, tombstones, empty values and headers apart", async () => {
      const headers = { reason: bytes("UNKNOWN_STAGE"), été: bytes("") };
      await made.log.append([
        { topic: "events", partition: 0, key: null, value: bytes("v"), headers: null },
        { topic: "events", partition: 0, key: bytes("k"), value: null, headers: null },
        { topic: "events", partition: 0, key: bytes(""), value: bytes(""), headers },
      ]);

      const [first, second, third] = await readAll(made.log, "events", 0);
      expect([first?.key, first?.value?.length, first?.headers]).toEqual([null, 1, null]);
      expect([second?.key?.length, second?.value]).toEqual([1, null]);
      expect([third?.key?.length, third?.value?.length]).toEqual([0, 0]);
      expect(Object.keys(third?.headers ?? {}).sort()).toEqual(["reason", "été"]);
      expect(Buffer.from(third?.headers?.reason ?? []).toString()).toBe("UNKNOWN_STAGE");
      expect(third?.headers?.été?.length).toBe(0);
    });

    it("has read what was given even when the caller uses its bytes again", async () => {
      const value = bytes("before");
      await made.log.append([{ topic: "events", partition: 0, key: null, value, headers: null }]);
      value.fill(0);
      expect((await readAll(made.log, "events", 0)).map(textOf)).toEqual(["-=before"]);
    });

    it("stamps a record with the time at which it entered", async () => {
      await made.log.append([outRecord("events", 0, "a", "1")]);
      clock.advance(5_000);
      await made.log.append([outRecord("events", 0, "b", "2")]);
      const [first, second] = (await readAll(made.log, "events", 0)).map((record) => record.timestamp);
      if (made.isStampedByClock) expect([first, second]).toEqual([1_000, 6_000]);
      expect(second).toBeGreaterThanOrEqual(first ?? Number.NaN);
    });

    it("appends nothing when one record of a batch cannot be appended", async () => {
      const batch = [outRecord("events", 0, "a", "1"), outRecord("nowhere", 0, "b", "2")];
      await expect(made.log.append(batch)).rejects.toThrow(UnknownTopicError);
      await expect(
        made.log.append([outRecord("events", 0, "a", "1"), outRecord("events", 2, "b", "2")]),
      ).rejects.toThrow();
      await made.log.append([outRecord("events", 0, "c", "3")]);
      expect((await readAll(made.log, "events", 0)).map(textOf)).toEqual(["c=3"]);
    });

    it("accepts an append of nothing", async () => {
      const end = await made.log.endOffset("events", 0);
      await made.log.append([]);
      expect(await made.log.endOffset("events", 0)).toBe(end);
    });

    it("reads at most as many records as asked, and goes on where it stopped", async () => {
      const records = Array.from({ length: 1_234 }, (_, index) => outRecord("events", 0, `k${index}`, `v${index}`));
      await made.log.append(records.slice(0, 700));
      await made.log.append(records.slice(700));
      const first = await made.log.firstOffset("events", 0);

      const some = await made.log.read("events", 0, first, { records: 10, bytes: 1 << 20 });
      expect(some.records.length).toBeGreaterThan(0);
      expect(some.records.length).toBeLessThanOrEqual(10);
      for (const step of [1, 7, 500, 5_000]) {
        const all = await readAll(made.log, "events", 0, first, step);
        expect(all.map(textOf)).toEqual(records.map((_, index) => `k${index}=v${index}`));
      }
    });

    it("reads from any offset, also within what was appended together", async () => {
      await made.log.append(Array.from({ length: 20 }, (_, index) => outRecord("events", 0, `${index}`, "")));
      const offsets = (await readAll(made.log, "events", 0)).map((record) => record.offset);
      for (const [index, offset] of offsets.entries()) {
        const { records } = await made.log.read("events", 0, offset, { records: 1, bytes: 1 << 20 });
        expect(records.map(textOf)).toEqual([`${index}=`]);
      }
    });

    it("stops after the record that reaches the bytes, and gives one however large", async () => {
      const value = "x".repeat(1_000);
      await made.log.append(Array.from({ length: 5 }, () => outRecord("events", 0, null, value)));
      const first = await made.log.firstOffset("events", 0);
      const one = await made.log.read("events", 0, first, { records: 100, bytes: 1 });
      const two = await made.log.read("events", 0, one.nextOffset, { records: 100, bytes: 1_001 });
      expect(one.records.length).toBe(1);
      expect(two.records.length).toBeGreaterThan(0);
      expect(two.records.length).toBeLessThanOrEqual(2);
    });

    it("keeps a record of some megabytes among small ones", async () => {
      const large = Buffer.alloc(3_000_000, 7);
      await made.log.append([
        outRecord("events", 0, "a", "1"),
        { topic: "events", partition: 0, key: bytes("large"), value: large, headers: { h: bytes("x") } },
        outRecord("events", 0, "b", "2"),
      ]);
      const found = await readAll(made.log, "events", 0);
      expect(found.map((record) => record.value?.length)).toEqual([1, 3_000_000, 1]);
      expect(Buffer.compare(found[1]?.value ?? Buffer.alloc(0), large)).toBe(0);
      expect(Buffer.from(found[1]?.headers?.h ?? []).toString()).toBe("x");
    });

    it("refuses offsets before the first and beyond the end, and says what there is", async () => {
      await made.log.append([outRecord("events", 0, "a", "1")]);
      const end = await made.log.endOffset("events", 0);
      await expect(made.log.read("events", 0, end + 1, plenty)).rejects.toThrow(OffsetOutOfRangeError);
      await expect(made.log.read("events", 0, -1, plenty)).rejects.toMatchObject({
        offset: -1,
        firstOffset: 0,
        endOffset: end,
      });
    });

    it("has everything after it was closed and opened again", async () => {
      await made.log.append([outRecord("events", 0, "a", "1"), outRecord("events", 1, "b", null)]);
      const end = await made.log.endOffset("events", 1);
      const log = await made.reopen();
      expect((await readAll(log, "events", 0)).map(textOf)).toEqual(["a=1"]);
      expect((await readAll(log, "events", 1)).map(textOf)).toEqual(["b=-"]);
      expect(await log.endOffset("events", 1)).toBe(end);
      await log.append([outRecord("events", 1, "c", "3")]);
      expect((await readAll(log, "events", 1)).map(textOf)).toEqual(["b=-", "c=3"]);
    });
  });
}
