import { OffsetOutOfRangeError } from "@stagefold/processing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { manualClock } from "../simulated/manual-clock.ts";
import { bytes, type LogUnderTest, type MakeLog, outRecord, readAll, textOf } from "./log-under-test.ts";

/** Compacted topics, and records that retention took. Registers only what the log can be told to do. */
export function logRetentionContract(makeLog: MakeLog): void {
  describe("compaction and retention", () => {
    let made: LogUnderTest;

    beforeEach(async () => {
      made = await makeLog(manualClock(1_000).now);
      await made.createTopic({ name: "stays", partitions: 1, compacted: true });
      await made.createTopic({ name: "events", partitions: 1, compacted: false });
    });
    afterEach(() => made.close());

    it("refuses a record without a key in a compacted topic, and writes nothing of the append", async () => {
      const batch = [
        outRecord("stays", 0, "a", "1"),
        { topic: "stays", partition: 0, key: null, value: bytes("v"), headers: null },
      ];
      await expect(made.log.append(batch)).rejects.toThrow();
      expect(await readAll(made.log, "stays", 0)).toEqual([]);
    });

    it("keeps of each key the newest record, at its offset", async ({ skip }) => {
      if (made.compact === undefined) return skip();
      for (let round = 0; round < 30; round += 1) {
        await made.log.append(Array.from({ length: 40 }, (_, key) => outRecord("stays", 0, `k${key}`, `${round}`)));
      }
      await made.log.append([outRecord("stays", 0, "k7", "last")]);
      const before = await readAll(made.log, "stays", 0);
      const end = await made.log.endOffset("stays", 0);

      await made.compact("stays");

      const newest = new Map(before.map((record) => [textOf(record).split("=")[0], record]));
      const expected = [...newest.values()].sort((a, b) => a.offset - b.offset);
      const after = await readAll(made.log, "stays", 0);
      expect(after.map((record) => [record.offset, record.timestamp, textOf(record)])).toEqual(
        expected.map((record) => [record.offset, record.timestamp, textOf(record)]),
      );
      expect(await made.log.endOffset("stays", 0)).toBe(end);
    });

    it("can still be read from every offset there ever was, past the gaps", async ({ skip }) => {
      if (made.compact === undefined) return skip();
      await made.log.append(
        Array.from({ length: 60 }, (_, index) => outRecord("stays", 0, `k${index % 3}`, `${index}`)),
      );
      const before = await readAll(made.log, "stays", 0);
      await made.compact("stays");
      for (const { offset } of before) {
        const { records, nextOffset } = await made.log.read("stays", 0, offset, { records: 1, bytes: 1 << 20 });
        expect(records[0]?.offset).toBeGreaterThanOrEqual(offset);
        expect(nextOffset).toBe((records[0]?.offset ?? Number.NaN) + 1);
      }
    });

    it("shows a tombstone after the first compaction, and is rid of it after the second", async ({ skip }) => {
      if (made.compact === undefined) return skip();
      await made.log.append([outRecord("stays", 0, "a", "1"), outRecord("stays", 0, "b", "2")]);
      await made.log.append([outRecord("stays", 0, "a", null)]);
      await made.compact("stays");
      expect((await readAll(made.log, "stays", 0)).map(textOf)).toEqual(["b=2", "a=-"]);
      await made.reopen();
      await made.compact("stays");
      expect((await readAll(made.log, "stays", 0)).map(textOf)).toEqual(["b=2"]);
      const end = await made.log.endOffset("stays", 0);
      expect(await made.log.read("stays", 0, end - 1, { records: 10, bytes: 1_000 })).toEqual({
        records: [],
        nextOffset: end,
      });
    });

    it("lets a key live again after its tombstone", async ({ skip }) => {
      if (made.compact === undefined) return skip();
      await made.log.append([outRecord("stays", 0, "a", null)]);
      await made.compact("stays");
      await made.log.append([outRecord("stays", 0, "a", "again")]);
      await made.compact("stays");
      await made.compact("stays");
      expect((await readAll(made.log, "stays", 0)).map(textOf)).toEqual(["a=again"]);
    });

    it("leaves a topic alone that is not compacted", async ({ skip }) => {
      if (made.compact === undefined) return skip();
      await made.log.append([outRecord("events", 0, "a", "1"), outRecord("events", 0, "a", "2")]);
      await made.compact("events");
      expect((await readAll(made.log, "events", 0)).map(textOf)).toEqual(["a=1", "a=2"]);
    });

    it("says so when retention took what is asked for", async ({ skip }) => {
      if (made.deleteRecordsBefore === undefined) return skip();
      await made.log.append(Array.from({ length: 10 }, (_, index) => outRecord("events", 0, "k", `${index}`)));
      const cut = (await readAll(made.log, "events", 0))[4]?.offset ?? Number.NaN;
      await made.deleteRecordsBefore("events", 0, cut);
      expect(await made.log.firstOffset("events", 0)).toBe(cut);
      expect((await readAll(made.log, "events", 0)).map(textOf)).toEqual(["k=4", "k=5", "k=6", "k=7", "k=8", "k=9"]);
      await expect(made.log.read("events", 0, cut - 1, { records: 1, bytes: 1 })).rejects.toThrow(
        OffsetOutOfRangeError,
      );
    });
  });
}
