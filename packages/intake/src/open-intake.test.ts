import { type Disposition, type Log, ProcessingError } from "@stagefold/processing";
import { LEAD_EVENTS } from "@stagefold/processors";
import { describe, expect, it } from "vitest";
import type { PublishedEvents } from "./drain/drainer.ts";
import {
  Bench,
  CODEC,
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

describe("the span that sends events", () => {
  const sent = (n: number): string => `00-${n.toString(16).padStart(32, "0")}-00f067aa0ba902b7-01`;
  const of = (...ids: readonly string[]) =>
    records(...ids.map((eventId) => stageChanged({ eventId, leadId: eventId })));

  it("stands in the headers of their records, also when they waited in the file over a restart", async () => {
    await using bench = new Bench();
    const away: Log = Object.create(bench.log);
    away.openTask = async () => {
      throw new LogAwayError("no log");
    };
    const first = await bench.ready({ log: away });
    await Promise.all([
      first.offer(of("a", "b"), { traceparent: sent(1) }),
      first.offer(of("c")),
      first.offer(of("a", "d"), { traceparent: sent(2) }),
      first.offer(of("a"), { traceparent: sent(3) }),
    ]);
    await first.close(0);

    const told: PublishedEvents[] = [];
    const second = await bench.ready({ events: { onPublished: (published) => told.push(published) } });
    await second.offer(of("e"), { traceparent: sent(4) });
    await second.published(never);

    expect(await traceparents(bench.log)).toEqual({ a: sent(1), b: sent(1), c: null, d: sent(2), e: sent(4) });
    expect(told.flatMap((published) => published.traceparents)).toEqual([sent(1), sent(2), sent(4)]);
  });
});

class LogAwayError extends ProcessingError {
  readonly code = "STF-TST-001";
  readonly disposition: Disposition = "retry";
}

/** By event in the log, the header `traceparent` of its record. */
async function traceparents(log: Log): Promise<Readonly<Record<string, string | null>>> {
  const found: Record<string, string | null> = {};
  for (const partition of [0, 1]) {
    const { records: read } = await log.read(LEAD_EVENTS, partition, 0, { records: 100, bytes: 1 << 20 });
    for (const { value, headers } of read) {
      const decoded = CODEC.decode(value ?? new Uint8Array());
      if (!decoded.ok || !("eventId" in decoded.record)) throw new Error("a record that cannot be read");
      const header = headers?.traceparent;
      found[decoded.record.eventId] = header === undefined ? null : Buffer.from(header).toString();
    }
  }
  return found;
}
