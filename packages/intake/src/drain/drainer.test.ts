import { cpSync } from "node:fs";
import { join } from "node:path";
import { type CommitMark, FencedError, type Log, ProcessingError, type TaskSession } from "@stagefold/processing";
import { describe, expect, it } from "vitest";
import { IntakeClosedError, IntakeFullError, OtherLogError } from "../errors.ts";
import { Bench, never, published, publishedIds, records, stageChanged, until } from "../opened-intake.test-support.ts";

class Away extends ProcessingError {
  readonly code = "STF-TST-001";
  readonly disposition = "retry";
}

/** The log while `isAway` says so: nothing can be asked of it. A commit that fails may have been made all the same. */
function unreliable(log: Log, isAway: () => boolean, isMadeAllTheSame = false): Log {
  const assertThere = (): void => {
    if (isAway()) throw new Away("nobody answers");
  };
  const asked = async <T>(call: () => Promise<T>): Promise<T> => {
    assertThere();
    return call();
  };
  return {
    partitionCount: (topic) => asked(() => log.partitionCount(topic)),
    firstOffset: (topic, partition) => asked(() => log.firstOffset(topic, partition)),
    endOffset: (topic, partition) => asked(() => log.endOffset(topic, partition)),
    read: (...at) => asked(() => log.read(...at)),
    append: (out) => asked(() => log.append(out)),
    async openTask(task) {
      assertThere();
      const session = await log.openTask(task);
      return withCommit(session, async (outputs, mark) => {
        if (isMadeAllTheSame) await session.commit(outputs, mark);
        assertThere();
        if (!isMadeAllTheSame) await session.commit(outputs, mark);
      });
    },
  };
}

function withCommit(session: TaskSession, commit: TaskSession["commit"]): TaskSession {
  return {
    get lastMark(): CommitMark | null {
      return session.lastMark;
    },
    commit,
    close: () => session.close(),
  };
}

const event = (eventId: string, leadId = "1") => stageChanged({ eventId, leadId });

describe("while the log is away", () => {
  it("events are taken until the buffer is full, and all are in the log, in order, once it is back", async () => {
    await using bench = new Bench();
    let isAway = false;
    const log = unreliable(bench.log, () => isAway);
    const intake = await bench.ready({ log, capacityBytes: 2_000 });
    isAway = true;

    const taken: string[] = [];
    let full: unknown = null;
    for (let n = 10; full === null; n++) {
      await intake.offer(records(event(`e${n}`))).then(
        () => taken.push(`e${n}`),
        (error: unknown) => {
          full = error;
        },
      );
    }
    expect(taken.length).toBeGreaterThan(5);
    expect(full).toBeInstanceOf(IntakeFullError);
    expect(full).toMatchObject({ retryAfterMs: expect.toSatisfy((ms: number) => ms >= 1_000) });
    await until(() => intake.state.logTrouble !== null);
    expect(intake.state).toMatchObject({ pendingEvents: taken.length, logTrouble: "nobody answers", notReady: null });
    expect(intake.state.pendingBytes).toBeLessThanOrEqual(2_000);
    // What is there already takes no room.
    expect(await intake.offer(records(event("e10")))).toMatchObject([{ status: "duplicate" }]);

    isAway = false;
    await intake.published(never);
    expect((await published(bench.log)).map(({ eventId }) => eventId)).toEqual(taken);
    expect(intake.state).toMatchObject({ pendingEvents: 0, pendingBytes: 0, logTrouble: null });
  });

  it("a full buffer takes nothing of a batch, neither its events nor its mark, and one that waits for nothing takes any", async () => {
    await using bench = new Bench();
    let isAway = false;
    const intake = await bench.ready({ log: unreliable(bench.log, () => isAway), capacityBytes: 200 });
    await intake.offer(records(event("a"), event("b"), event("c")));
    await intake.published(never);
    isAway = true;
    await intake.offer(records(event("d")));
    const rest = records(event("e"), event("d", "2"), event("f"));
    await expect(intake.offer(rest, { mark: { reader: "r", state: "1" } })).rejects.toThrow(IntakeFullError);
    expect(intake.mark("r")).toBeNull();
    isAway = false;
    await intake.published(never);
    expect((await intake.offer(rest, { untilPublished: true })).map(({ status }) => status)).toEqual([
      "accepted",
      "accepted",
      "accepted",
    ]);
    expect(await publishedIds(bench.log)).toEqual(["a", "b", "c", "d", "d", "e", "f"]);
  });

  it("an intake that has read the topics before starts; one that never has waits for the log", async () => {
    await using bench = new Bench();
    await (await bench.ready()).close();
    const away = unreliable(bench.log, () => true);

    const known = await bench.ready({ log: away });
    expect(await known.offer(records(event("a")))).toMatchObject([{ status: "accepted" }]);
    const fresh = bench.open({ log: away }, "fresh");
    await until(() => fresh.state.logTrouble !== null);
    expect(fresh.state.notReady).not.toBeNull();
    await expect(fresh.offer(records(event("a")))).rejects.toThrow("cannot be taken yet");
    await known.close(0);

    const back = await bench.ready();
    await back.published(never);
    expect(await publishedIds(bench.log)).toEqual(["a"]);
  });

  it("who is closed keeps what is pending, for the next start", async () => {
    await using bench = new Bench();
    let isAway = false;
    const first = await bench.ready({ log: unreliable(bench.log, () => isAway) });
    isAway = true;
    await first.offer(records(event("a")));
    const waiting = first.offer(records(event("b")), { untilPublished: true });
    const closed = expect(waiting).rejects.toThrow(IntakeClosedError);
    await first.close(1);
    await closed;
    await expect(first.offer(records(event("c")))).rejects.toThrow(IntakeClosedError);
    expect(await publishedIds(bench.log)).toEqual([]);

    const second = await bench.ready();
    await second.published(never);
    expect(await publishedIds(bench.log)).toEqual(["a", "b"]);
  });
});

it("a commit whose answer is lost is not made again", async () => {
  await using bench = new Bench();
  let isAway = false;
  const intake = await bench.ready({ log: unreliable(bench.log, () => isAway, true) });
  isAway = true;
  await intake.offer(records(event("a")));
  await until(() => intake.state.logTrouble !== null);
  await intake.offer(records(event("b")));
  isAway = false;
  await intake.published(never);
  expect(await publishedIds(bench.log)).toEqual(["a", "b"]);
});

it("a commit that the log acknowledged and forgot is made again", async () => {
  await using bench = new Bench();
  let isForgetful = false;
  let isAway = false;
  const forgetful: Log = {
    ...bench.log,
    async openTask(task) {
      const session = await bench.log.openTask(task);
      return withCommit(session, async (outputs, mark) => {
        if (isAway) throw new Away("nobody answers");
        if (!isForgetful) await session.commit(outputs, mark);
      });
    },
  };
  const intake = await bench.ready({ log: forgetful });
  await intake.offer(records(event("a")), { untilPublished: true });
  isForgetful = true;
  await intake.offer(records(event("b")), { untilPublished: true });
  expect(await publishedIds(bench.log)).toEqual(["a"]);
  isAway = true;
  await intake.offer(records(event("c")));
  await until(() => intake.state.logTrouble !== null);
  isForgetful = false;
  isAway = false;
  await intake.published(never);
  expect(await publishedIds(bench.log)).toEqual(["a", "b", "c"]);
});

it("a task that somebody else took over is taken back", async () => {
  await using bench = new Bench();
  let isFenced = true;
  const fencing: Log = {
    ...bench.log,
    async openTask(task) {
      const session = await bench.log.openTask(task);
      return withCommit(session, async (outputs, mark) => {
        if (isFenced) throw new FencedError(task);
        return session.commit(outputs, mark);
      });
    },
  };
  const intake = await bench.ready({ log: fencing });
  await intake.offer(records(event("a")));
  await until(() => intake.state.logTrouble !== null);
  isFenced = false;
  await intake.published(never);
  expect(await publishedIds(bench.log)).toEqual(["a"]);
});

it("a refusal that retrying does not mend is told, and nothing is taken any more", async () => {
  await using bench = new Bench();
  const refusing: Log = {
    ...bench.log,
    openTask: async () => {
      throw new TypeError("no such right");
    },
  };
  const intake = bench.open({ log: refusing });
  await expect(intake.failed).rejects.toThrow("no such right");
  await expect(intake.offer(records(event("a")))).rejects.toThrow("no such right");
  await expect(intake.published(never)).rejects.toThrow("no such right");
  await expect(intake.ready(never)).rejects.toThrow("no such right");
});

it("a file whose log was made anew is refused", async () => {
  await using before = new Bench();
  await using after = new Bench();
  const intake = await before.ready();
  for (const id of ["a", "b", "c"]) await intake.offer(records(event(id)), { untilPublished: true });
  await intake.close();

  const elsewhere = before.open({ log: after.log });
  await expect(elsewhere.failed).rejects.toThrow(OtherLogError);
});

it("a file that is a copy of one in use is refused, and what it has is not taken for what the other brought", async () => {
  await using bench = new Bench();
  let isAway = false;
  const first = await bench.ready({ log: unreliable(bench.log, () => isAway) }, "original");
  isAway = true;
  await first.offer(records(event("a")));
  // Its commit is begun in the file.
  await until(() => first.state.logTrouble !== null);
  await first.close(0);
  cpSync(join(bench.folder, "original"), join(bench.folder, "copy"), { recursive: true });

  const original = await bench.ready({}, "original");
  await original.published(never);
  await original.close();
  const copy = bench.open({}, "copy");
  await expect(copy.failed).rejects.toThrow("was made by a copy of the file");
  expect(await publishedIds(bench.log)).toEqual(["a"]);
});
