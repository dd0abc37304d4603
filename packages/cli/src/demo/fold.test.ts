import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { foldOutputs } from "./fold.ts";
import { dayNumber } from "./office-hours.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fold-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const metric = {
  type: "FunnelMetric",
  metricId: "m1",
  tenantId: "acme",
  metric: "leads_reached",
  subject: "MQL",
  grain: "MONTH",
  periodStart: "2026-03-01",
  periodEnd: "2026-04-01",
  unit: "leads",
  value: 3,
  numerator: 3,
  status: "PROVISIONAL",
  revision: 1,
  asOf: "2026-03-20T10:00:00Z",
};
const breach = {
  type: "SlaBreachEvent",
  eventId: "b1",
  clockId: "acme|C|accept-or-reject|e1",
  kind: "BREACHED",
  slaId: "accept-or-reject",
  severity: "page",
  tenantId: "acme",
  leadId: "C",
  stage: "MQL",
  startedAt: "2026-03-02T08:00:00.000Z",
  dueAt: "2026-03-04T08:00:00.000Z",
  detectedAt: "2026-03-04T08:00:00.001Z",
  live: false,
};

async function given(outputs: { metrics?: object[]; breaches?: object[]; deadLetters?: object[] }) {
  const file = (name: string, records: object[] = []) =>
    writeFile(join(folder, name), records.map((record) => `${JSON.stringify(record)}\n`).join(""));
  await file("funnel-metrics.ndjson", outputs.metrics);
  await file("sla-breaches.ndjson", outputs.breaches);
  await file("dead-letters.ndjson", outputs.deadLetters);
}

describe("folding the outputs", () => {
  it("keeps the newest value of each metric, with days as numbers and what was left out as null", async () => {
    await given({
      metrics: [
        metric,
        { ...metric, metricId: "m2", channel: "paid" },
        { ...metric, value: 5, numerator: 5, revision: 2 },
      ],
    });
    const { metrics } = await foldOutputs(folder);
    expect(metrics.map(({ metricId, value, channel }) => ({ metricId, value, channel }))).toEqual([
      { metricId: "m1", value: 5, channel: null },
      { metricId: "m2", value: 3, channel: "paid" },
    ]);
    expect(metrics[0]).toMatchObject({
      periodStart: dayNumber(Temporal.PlainDate.from("2026-03-01")),
      periodEnd: dayNumber(Temporal.PlainDate.from("2026-04-01")),
      denominator: null,
      sampleP50: null,
      asOf: Temporal.Instant.from("2026-03-20T10:00:00Z").epochMilliseconds,
    });
  });

  it("leaves out what the report does not show", async () => {
    await given({
      metrics: [
        { ...metric, grain: "DAY" },
        { ...metric, grain: "ROLLING_30D" },
        { ...metric, metric: "stage_entries" },
        { ...metric, grain: "QUARTER", metricId: "kept" },
      ],
    });
    const { metrics } = await foldOutputs(folder);
    expect(metrics.map(({ metricId }) => metricId)).toEqual(["kept"]);
  });

  it("keeps the newest event of each SLA clock", async () => {
    const resolved = { ...breach, kind: "RESOLVED", endedAt: "2026-03-05T08:00:00.000Z", overdueMs: 86_400_000 };
    await given({ breaches: [breach, { ...breach, clockId: "acme|D|accept-or-reject|e2" }, resolved] });
    const { breaches } = await foldOutputs(folder);
    expect(breaches.map(({ kind, endedAt, overdueMs }) => ({ kind, endedAt, overdueMs }))).toEqual([
      { kind: "RESOLVED", endedAt: Temporal.Instant.from(resolved.endedAt).epochMilliseconds, overdueMs: 86_400_000 },
      { kind: "BREACHED", endedAt: null, overdueMs: null },
    ]);
    expect(breaches[0]?.dueAt).toBe(Temporal.Instant.from(breach.dueAt).epochMilliseconds);
  });

  it("counts dead letters by reason", async () => {
    await given({ deadLetters: [{ reason: "INVALID" }, { reason: "UNKNOWN_STAGE" }, { reason: "INVALID" }] });
    const { deadLetters } = await foldOutputs(folder);
    expect([...deadLetters]).toEqual([
      ["INVALID", 2],
      ["UNKNOWN_STAGE", 1],
    ]);
  });

  it("is empty where nothing was published, and fails where there are no outputs", async () => {
    await given({});
    expect(await foldOutputs(folder)).toEqual({ metrics: [], breaches: [], deadLetters: new Map() });
    await rm(join(folder, "sla-breaches.ndjson"));
    await expect(foldOutputs(folder)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
