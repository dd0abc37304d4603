/** What is accepted here is never a dead letter there, and is in the log once. */
import { fc, test } from "@fast-check/vitest";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import {
  DEAD_LETTERS,
  FUNNEL_METRICS_GROUP,
  FUNNEL_TARGETS,
  LEAD_EVENTS,
  LEAD_TRACKER,
  SPEND_EVENTS,
} from "@stagefold/processors";
import { logFileOf } from "@stagefold/service";
import { afterAll, beforeAll, expect } from "vitest";
import { randomRecord } from "./random-records.ts";
import { posted, type ServedIntake, servedIntake } from "./served-intake.ts";

let intake: ServedIntake;
const accepted: string[] = [];
beforeAll(async () => {
  intake = await servedIntake({ processors: ["lead-tracker", "funnel-metrics"] });
});
afterAll(() => intake?.remove());

/** What two records with the same eventId may differ in without a conflict. */
function identityOf(record: Readonly<Record<string, unknown>>): string {
  const kind = record.type === "LeadActivityRecorded" ? "LeadStageChanged" : record.type;
  return JSON.stringify([kind, record.tenantId, record.leadId ?? null, record.eventId]);
}

const batches = fc.tuple(fc.nat({ max: 20 }), fc.array(randomRecord, { minLength: 1, maxLength: 40 }), fc.boolean());

test.prop([batches], { numRuns: 150 })(
  "every answer says of each record what became of it",
  async ([n, records, asLines]) => {
    const named = records.map((record) =>
      /^e\d$/.test(String(record.eventId)) ? { ...record, eventId: `${record.eventId}-${n}` } : record,
    );
    const lines = named.map((record) => JSON.stringify(record));
    const [body, type] = asLines
      ? [lines.join("\n"), "application/x-ndjson"]
      : [`[${lines.join(",")}]`, "application/json"];
    const { status, body: answer } = await posted(`${intake.url}/v1/events`, body, { "content-type": type });

    expect([200, 422]).toContain(status);
    expect(answer.results.map(({ index }: { index: number }) => index)).toEqual(records.map((_, index) => index));
    for (const result of answer.results) {
      if (result.status === "accepted") accepted.push(identityOf(named[result.index] ?? {}));
      else expect(["duplicate", "refused"]).toContain(result.status);
      if (result.status === "refused") expect(result.detail.length).toBeGreaterThan(10);
    }
  },
);

test("and the processors refuse none of what was accepted, each of which is in the log once", async () => {
  expect(accepted.length).toBeGreaterThan(200);
  await expect.poll(async () => (await intake.events()).length).toBe(accepted.length);
  const inLog = (await intake.events()).map((event) => identityOf(event as unknown as Record<string, unknown>));
  expect(inLog.sort()).toEqual([...accepted].sort());
  expect(new Set(inLog).size).toBe(inLog.length);

  await expect.poll(() => unread(intake.folder)).toBe(0);
  expect(await intake.recordsOf(DEAD_LETTERS)).toEqual([]);
});

/** How many events the processors have not committed. */
async function unread(folder: string): Promise<number> {
  const log = openEmbeddedLogReader(logFileOf(folder));
  try {
    const behind = async (group: string, topic: string): Promise<number> => {
      const mark = await log.lastMark({ group, partition: 0 });
      return (await log.endOffset(topic, 0)) - (mark?.positions[topic] ?? 0);
    };
    const groups = [
      [LEAD_TRACKER, LEAD_EVENTS],
      [FUNNEL_METRICS_GROUP, SPEND_EVENTS],
      [FUNNEL_METRICS_GROUP, FUNNEL_TARGETS],
    ] as const;
    const all = await Promise.all(groups.map(([group, topic]) => behind(group, topic)));
    return all.reduce((sum, one) => sum + one, 0);
  } finally {
    await log.close();
  }
}
