import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { type EmbeddedLog, openEmbeddedLog } from "@stagefold/embedded-log";
import { type Disposition, type Log, ProcessingError } from "@stagefold/processing";
import { expect, it, onTestFinished } from "vitest";
import { answerLogCalls } from "./answer-log-calls.ts";
import { remoteLog } from "./remote-log.ts";

class FullDiskError extends ProcessingError {
  readonly code = "STF-TST-001";
  readonly disposition: Disposition = "retry";
}

function given(wrapped: (log: EmbeddedLog) => Log = (log) => log): { readonly log: EmbeddedLog; readonly remote: Log } {
  const folder = mkdtempSync(join(tmpdir(), "remote-log-"));
  const topics = [{ name: "t", partitions: 1, compacted: false }];
  const log = openEmbeddedLog(join(folder, "log.db"), { topics, wallClock: () => 7 });
  const { port1, port2 } = new MessageChannel();
  answerLogCalls(port1, wrapped(log));
  onTestFinished(async () => {
    port1.close();
    await log.close();
    rmSync(folder, { recursive: true });
  });
  return { log, remote: remoteLog(port2, log) };
}

const record = (text: string) => ({ topic: "t", partition: 0, key: null, value: Buffer.from(text), headers: null });
const mark = (commitNumber: number) => ({ commitNumber, positions: {}, clock: null, configuredAt: 1 });
const textsIn = async (log: Log): Promise<readonly string[]> =>
  (await log.read("t", 0, 0, { records: 10, bytes: 1_000 })).records.map(({ value }) =>
    Buffer.from(value ?? []).toString(),
  );

it("writes through the other thread what is read here, in order, with its marks", async () => {
  const { log, remote } = given();
  const task = { group: "g", partition: 0 };
  const session = await remote.openTask(task);
  expect(session.lastMark).toBe(null);

  await Promise.all([
    session.commit([record("a")], mark(1)),
    session.commit([record("b")], mark(2)),
    remote.append([record("c")]),
  ]);
  await session.close();

  expect(await textsIn(remote)).toEqual(["a", "b", "c"]);
  expect(session.lastMark).toEqual(mark(2));
  expect((await log.openTask(task)).lastMark).toEqual(mark(2));
});

it("never says of a session that was closed that it has written", async () => {
  const { remote } = given();
  const session = await remote.openTask({ group: "g", partition: 0 });
  await session.close();

  await expect(session.commit([record("lost")], mark(1))).rejects.toThrow("closed");
  expect(await textsIn(remote)).toEqual([]);
});

it("hands on an error with its code and what it asks for, also that a task was taken over", async () => {
  const { log, remote } = given(
    (real) =>
      ({
        ...Object.fromEntries(["partitionCount", "firstOffset", "endOffset", "read"].map((name) => [name, () => 0])),
        openTask: (task: Parameters<Log["openTask"]>[0]) => real.openTask(task),
        append() {
          throw new FullDiskError("no room");
        },
      }) as unknown as Log,
  );
  await expect(remote.append([])).rejects.toMatchObject({
    code: "STF-TST-001",
    disposition: "retry",
    message: "no room",
  });
  const session = await remote.openTask({ group: "g", partition: 0 });
  await log.openTask({ group: "g", partition: 0 });
  await expect(session.commit([], mark(1))).rejects.toMatchObject({ code: "STF-LOG-001", disposition: "drop" });
});
