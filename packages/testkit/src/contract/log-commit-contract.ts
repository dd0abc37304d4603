import { type CommitMark, FencedError, UnknownTopicError } from "@stagefold/processing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { manualClock } from "../simulated/manual-clock.ts";
import { type LogUnderTest, type MakeLog, outRecord, readAll, textOf } from "./log-under-test.ts";

const task = { group: "lead-tracker", partition: 0 };
const markOf = (commitNumber: number, position: number): CommitMark => ({
  commitNumber,
  positions: { events: position },
  clock: 5_000,
  configuredAt: 1,
});

/** Tasks: marks, outputs, fencing. */
export function logCommitContract(makeLog: MakeLog): void {
  describe("a task's commits", () => {
    let made: LogUnderTest;

    beforeEach(async () => {
      made = await makeLog(manualClock(1_000).now);
      await made.createTopic({ name: "out", partitions: 2, compacted: false });
    });
    afterEach(() => made.close());

    it("has no mark before the first commit, then that of the newest", async () => {
      const session = await made.log.openTask(task);
      expect(session.lastMark).toBeNull();
      await session.commit([], markOf(1, 10));
      expect(session.lastMark).toEqual(markOf(1, 10));
      await session.commit([], { commitNumber: 2, positions: { events: 20, spend: 3 }, clock: null, configuredAt: 2 });
      await session.close();
      expect((await made.log.openTask(task)).lastMark).toEqual({
        commitNumber: 2,
        positions: { events: 20, spend: 3 },
        clock: null,
        configuredAt: 2,
      });
    });

    it("writes outputs and mark together", async () => {
      const session = await made.log.openTask(task);
      await session.commit([outRecord("out", 0, "a", "1"), outRecord("out", 1, "b", null)], markOf(1, 1));
      await session.commit([outRecord("out", 0, "c", "2")], markOf(2, 2));
      expect((await readAll(made.log, "out", 0)).map(textOf)).toEqual(["a=1", "c=2"]);
      expect((await readAll(made.log, "out", 1)).map(textOf)).toEqual(["b=-"]);
    });

    it("writes neither when an output cannot be written", async () => {
      const session = await made.log.openTask(task);
      await session.commit([outRecord("out", 0, "a", "1")], markOf(1, 1));
      const refused = session.commit([outRecord("out", 0, "b", "2"), outRecord("nowhere", 0, "c", "3")], markOf(2, 2));
      await expect(refused).rejects.toThrow(UnknownTopicError);

      expect((await readAll(made.log, "out", 0)).map(textOf)).toEqual(["a=1"]);
      expect((await made.log.openTask(task)).lastMark).toEqual(markOf(1, 1));
    });

    it("fences the session that had the task: it writes neither outputs nor mark any more", async () => {
      const former = await made.log.openTask(task);
      await former.commit([outRecord("out", 0, "a", "1")], markOf(1, 1));
      const present = await made.log.openTask(task);

      await expect(former.commit([outRecord("out", 0, "stale", "2")], markOf(2, 9))).rejects.toThrow(FencedError);
      expect(present.lastMark).toEqual(markOf(1, 1));
      await present.commit([outRecord("out", 0, "b", "2")], markOf(2, 2));
      await expect(former.commit([], markOf(3, 9))).rejects.toThrow(FencedError);
      expect((await readAll(made.log, "out", 0)).map(textOf)).toEqual(["a=1", "b=2"]);
      expect((await made.log.openTask(task)).lastMark).toEqual(markOf(2, 2));
    });

    it("changes nothing by opening a task", async () => {
      await (await made.log.openTask(task)).commit([outRecord("out", 0, "a", "1")], markOf(1, 1));
      const end = await made.log.endOffset("out", 0);
      await made.log.openTask(task);
      expect(await made.log.endOffset("out", 0)).toBe(end);
      expect((await made.log.openTask(task)).lastMark).toEqual(markOf(1, 1));
    });

    it("keeps tasks apart: by partition and by group", async () => {
      const first = await made.log.openTask(task);
      const second = await made.log.openTask({ ...task, partition: 1 });
      const third = await made.log.openTask({ ...task, group: "funnel-metrics" });
      await first.commit([], markOf(1, 1));
      await second.commit([], markOf(1, 2));
      expect(third.lastMark).toBeNull();
      await third.commit([], markOf(1, 3));
      expect((await made.log.openTask(task)).lastMark).toEqual(markOf(1, 1));
      expect((await made.log.openTask({ ...task, partition: 1 })).lastMark).toEqual(markOf(1, 2));
    });

    it("refuses a commit through a session that was closed", async () => {
      const session = await made.log.openTask(task);
      await session.close();
      await expect(session.commit([outRecord("out", 0, "a", "1")], markOf(1, 1))).rejects.toThrow();
      expect(await readAll(made.log, "out", 0)).toEqual([]);
    });

    it("has marks and outputs after it was closed and opened again", async () => {
      const session = await made.log.openTask(task);
      await session.commit([outRecord("out", 0, "a", "1")], markOf(1, 7));
      const log = await made.reopen();
      expect((await log.openTask(task)).lastMark).toEqual(markOf(1, 7));
      expect((await readAll(log, "out", 0)).map(textOf)).toEqual(["a=1"]);
    });
  });
}
