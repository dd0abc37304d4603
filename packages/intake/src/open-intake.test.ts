import { describe, expect, it } from "vitest";
import {
  Bench,
  configOf,
  NOW,
  never,
  published,
  publishedIds,
  records,
  stageChanged,
  writeBeside,
} from "./opened-intake.test-support.ts";

describe("what is offered", () => {
  it("is in the log once, and a duplicate when it is offered again, also after the next start", async () => {
    await using bench = new Bench();
    const first = await bench.ready();
    const event = stageChanged({ channel: "", attributes: { a: "1", b: "2" } });

    expect(await first.offer(records(event))).toEqual([{ status: "accepted", eventId: "e1" }]);
    await first.published(never);
    expect(await published(bench.log)).toEqual([{ ...event, channel: null }]);
    expect(first.state).toMatchObject({ pendingEvents: 0, pendingBytes: 0, logTrouble: null, notReady: null });
    await first.close();

    const second = await bench.ready();
    const again = stageChanged({ attributes: { b: "2", a: "1" } });
    expect(await second.offer(records(again, again))).toEqual([
      { status: "duplicate", eventId: "e1" },
      { status: "duplicate", eventId: "e1" },
    ]);
    await second.published(never);
    expect(await publishedIds(bench.log)).toEqual(["e1"]);
  });

  it("has ids of any text", async () => {
    await using bench = new Bench();
    const intake = await bench.ready();
    const odd = [
      "a\0b",
      "a\0c",
      "\ud83d\ude00",
      "'; DROP TABLE known; --",
      " ",
      "e\u0301",
      "\u00e9",
      "x".repeat(10_000),
    ];
    const events = odd.flatMap((id) => [stageChanged({ eventId: id }), stageChanged({ leadId: id })]);
    expect((await intake.offer(records(...events))).map(({ status }) => status)).toEqual(events.map(() => "accepted"));
    expect((await intake.offer(records(...events))).map(({ status }) => status)).toEqual(events.map(() => "duplicate"));
    await intake.published(never);
    expect(new Set(await publishedIds(bench.log))).toEqual(new Set([...odd, "e1"]));
  });

  it("is refused with other content under a known id, and where the processors would refuse it", async () => {
    await using bench = new Bench();
    const intake = await bench.ready();
    const outcomes = await intake.offer(
      records(
        stageChanged(),
        stageChanged({ stage: "SQL" }),
        stageChanged({ leadId: "2" }),
        stageChanged({ leadId: "3", eventId: "" }),
        stageChanged({ tenantId: "other" }),
        stageChanged({ eventId: "e2", stage: "NOWHERE" }),
        stageChanged({ eventId: "e3", occurredAt: NOW + 300_001 }),
        stageChanged({ eventId: "e4", occurredAt: NOW + 300_000 }),
        stageChanged({ eventId: "e5", sequence: 2n ** 64n }),
      ),
    );
    expect(outcomes.map((one) => (one.status === "refused" ? one.reason : one.status))).toEqual([
      "accepted",
      "CONFLICTING_DUPLICATE",
      "accepted",
      "INVALID",
      "UNKNOWN_TENANT",
      "UNKNOWN_STAGE",
      "FROM_THE_FUTURE",
      "accepted",
      "UNDECODABLE",
    ]);
    await intake.published(never);
    expect(await publishedIds(bench.log)).toEqual(["e1", "e1", "e4"]);
  });

  it("is compared with what others wrote to the topics, and with what the processors count of it only", async () => {
    await using bench = new Bench();
    await writeBeside(
      bench.log,
      stageChanged({ eventId: "theirs" }),
      stageChanged({ eventId: "uncounted", stage: "NOWHERE" }),
    );
    const intake = await bench.ready();
    const outcomes = await intake.offer(
      records(
        stageChanged({ eventId: "theirs" }),
        stageChanged({ eventId: "theirs", stage: "SQL" }),
        stageChanged({ eventId: "uncounted" }),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(["duplicate", "refused", "accepted"]);
  });

  it("is known under a changed configuration as that judges it", async () => {
    await using bench = new Bench();
    await writeBeside(bench.log, stageChanged({ stage: "WON" }));
    const before = await bench.ready();
    expect(await before.offer(records(stageChanged({ stage: "WON" })))).toMatchObject([{ reason: "UNKNOWN_STAGE" }]);
    await before.close();

    const after = await bench.ready({ config: configOf("[INQUIRY, MQL, SQL, WON]") });
    expect(await after.offer(records(stageChanged({ stage: "WON" })))).toMatchObject([{ status: "duplicate" }]);
  });
});
