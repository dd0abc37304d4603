/** A log that is away: events are kept up to a bound, then refused with a time to come back; nothing is lost. */
import { type Disposition, type Log, ProcessingError } from "@stagefold/processing";
import { LEAD_EVENTS } from "@stagefold/processors";
import { expect, it, onTestFinished } from "vitest";
import { moved, postedJson, servedIntake } from "./served-intake.ts";

class AwayError extends ProcessingError {
  readonly code = "STF-TST-001";
  readonly disposition: Disposition = "retry";
}

/** The log, of which tasks cannot be opened while it is away. */
function awayAtFirst() {
  let isAway = true;
  const through = (log: Log): Log => ({
    partitionCount: (topic) => log.partitionCount(topic),
    firstOffset: (topic, partition) => log.firstOffset(topic, partition),
    endOffset: (topic, partition) => log.endOffset(topic, partition),
    read: (topic, partition, offset, limit) => log.read(topic, partition, offset, limit),
    append: (records) => log.append(records),
    openTask(task) {
      if (isAway) throw new AwayError("the brokers are away");
      return log.openTask(task);
    },
  });
  return {
    through,
    comeBack() {
      isAway = false;
    },
  };
}

it("keeps what it has room for, says 429 with Retry-After beyond it, and brings all that was accepted to the log", async () => {
  const log = awayAtFirst();
  const intake = await servedIntake({ settings: { bufferBytes: 20_000 }, through: log.through });
  onTestFinished(intake.remove);
  const events = `${intake.url}/v1/events`;
  const batch = (n: number): object[] => Array.from({ length: 10 }, (_, i) => moved(`e-${n}-${i}`));

  const accepted: string[] = [];
  let full = await postedJson(events, batch(0));
  for (let n = 1; full.status === 200; n++) {
    accepted.push(...full.body.results.map(({ eventId }: { eventId: string }) => eventId));
    full = await postedJson(events, batch(n));
  }

  expect([full.status, full.body.code]).toEqual([429, "STF-INT-001"]);
  expect(Number(full.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(accepted.length).toBeGreaterThan(20);
  expect(accepted.length).toBeLessThan(1_000);
  const health = (await (await fetch(`${intake.url}/readyz`)).json()) as object;
  expect(health).toMatchObject({ ok: true, logTrouble: "the brokers are away", pendingEvents: accepted.length });
  // What is known already needs no room.
  expect((await postedJson(events, batch(0))).body).toMatchObject({ duplicates: 10 });
  expect(await intake.recordsOf(LEAD_EVENTS)).toHaveLength(0);

  log.comeBack();
  await expect.poll(async () => (await intake.recordsOf(LEAD_EVENTS)).length).toBe(accepted.length);
  const inLog = (await intake.events()).map((event) => "eventId" in event && event.eventId);
  expect(inLog).toEqual(accepted);
  await expect.poll(async () => (await postedJson(events, batch(999))).status).toBe(200);
  const metrics = await (await fetch(`${intake.url}/metrics`)).text();
  expect(metrics).toContain("stagefold_intake_capacity_bytes 20000");
  expect(metrics).toMatch(/stagefold_intake_events_total\{source="",outcome="duplicate"\} 10/);
});

it("is not ready, and says so, until it has read what the topics hold", async () => {
  const held = Promise.withResolvers<void>();
  const through = (log: Log): Log => ({
    ...awayAtFirst().through(log),
    async endOffset(topic, partition) {
      await held.promise;
      return log.endOffset(topic, partition);
    },
    openTask: (task) => log.openTask(task),
  });
  const intake = await servedIntake({ through, waits: false });
  onTestFinished(intake.remove);

  const early = await postedJson(`${intake.url}/v1/events`, moved("early"));
  expect([early.status, early.headers.get("retry-after")]).toEqual([503, "2"]);
  expect((await fetch(`${intake.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${intake.url}/livez`)).status).toBe(200);

  held.resolve();
  await expect.poll(async () => (await postedJson(`${intake.url}/v1/events`, moved("early"))).status).toBe(200);
});

it("allows so many requests a second of one caller", async () => {
  const intake = await servedIntake({ settings: { requestsPerSecond: 3 }, waits: false });
  onTestFinished(intake.remove);
  const answers = await Promise.all(Array.from({ length: 10 }, () => postedJson(`${intake.url}/v1/events`, [])));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body.code).toBe("STF-API-008");
  expect(refused[0]?.headers.get("retry-after")).toBe("1");
});
