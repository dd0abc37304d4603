import { formatMetric, formatSlaBreach, formatStay, formatWithdrawnStay } from "@stagefold/codec";
import type { FunnelMetric, LeadStageStay, SlaBreachEvent } from "@stagefold/domain";
import { expect, test } from "vitest";
import { rowOfLine } from "./output-row.ts";
import { tableFor } from "./table.ts";

const STAY: LeadStageStay = {
  type: "LeadStageStay",
  stayId: "acme|anna|1",
  tenantId: "acme",
  leadId: "anna",
  stage: "MQL",
  visit: 2,
  previousStage: null,
  nextStage: "SQL",
  enteredAt: Date.UTC(2026, 2, 1, 9, 30, 0, 250),
  exitedAt: Date.UTC(-12, 0, 1),
  durationMs: 2n ** 62n + 1n,
  reason: 'a "reason"\n',
  channel: null,
  campaignId: null,
  ownerId: null,
  revision: 3,
};
const METRIC: FunnelMetric = {
  type: "FunnelMetric",
  metricId: "m",
  tenantId: "acme",
  metric: "spend",
  subject: null,
  channel: null,
  campaignId: null,
  ownerId: null,
  grain: "MONTH",
  periodStart: 20_000,
  periodEnd: 20_031,
  unit: "EUR",
  value: 1e17,
  numerator: 9_007_199_254_740_993n,
  denominator: null,
  sampleCount: null,
  sampleSum: 0.1234567890123456,
  sampleMin: null,
  sampleP50: null,
  sampleP75: null,
  sampleP90: null,
  sampleP95: null,
  sampleMax: null,
  status: "FINAL",
  revision: 1,
  asOf: 0,
};

test("given the lines of a replay, then the fields are those that were written, all digits included", () => {
  const { type: _stay, ...stay } = STAY;
  const { type: _metric, ...metric } = METRIC;

  expect(rowOfLine(formatStay(STAY), tableFor("lead-stays"))).toEqual({ key: "acme|anna|1", fields: stay });
  expect(rowOfLine(formatMetric(METRIC), tableFor("funnel-metrics"))).toEqual({ key: "m", fields: metric });
});

test("given a withdrawn stay, then the row has its key alone", () => {
  const row = rowOfLine(formatWithdrawnStay("acme|anna|1"), tableFor("lead-stays"));

  expect(row).toEqual({ key: "acme|anna|1", fields: null });
});

test("a clock is kept by its clockId, and says whether it was live", () => {
  const event: SlaBreachEvent = {
    type: "SlaBreachEvent",
    eventId: "e",
    clockId: "c",
    kind: "BREACHED",
    slaId: "s",
    severity: "page",
    tenantId: "acme",
    leadId: "anna",
    stage: "MQL",
    startedAt: 0,
    dueAt: 1,
    endedAt: null,
    overdueMs: null,
    channel: null,
    campaignId: null,
    ownerId: null,
    detectedAt: 2,
    live: true,
  };

  expect(rowOfLine(formatSlaBreach(event), tableFor("sla-breaches"))).toMatchObject({
    key: "c",
    fields: { live: true, dueAt: 1 },
  });
});

test.each([
  ["not JSON", "nonsense", /JSON/],
  ["another record", formatStay(STAY), /expected a FunnelMetric, found "LeadStageStay"/],
  ["a list", "[]", /expected a FunnelMetric, found no type/],
  ["no key", '{"type":"FunnelMetric"}', /metricId: expected a text/],
  [
    "a text for a number",
    '{"type":"FunnelMetric","metricId":"m","numerator":"1"}',
    /numerator: expected long, found "1"/,
  ],
  [
    "a day that is none",
    '{"type":"FunnelMetric","metricId":"m","periodStart":"soon"}',
    /periodStart: "soon" is no day/,
  ],
])("given %s, then it is refused with what is wrong", (_what, line, expected) => {
  expect(() => rowOfLine(line, tableFor("funnel-metrics"))).toThrow(expected);
});
