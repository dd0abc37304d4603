/** What the functions give is what the schemas say: the server checks nothing on its way out. */
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { breach, called, given, metric, moved, stay } from "../report.test-support.ts";
import * as shapes from "../shape/index.ts";
import { breaches } from "./breaches.ts";
import { leadPage } from "./lead-page.ts";
import { liveBreach, liveMetric } from "./live-events.ts";
import { metricsList } from "./metrics-list.ts";
import { mqlReport } from "./mql-report.ts";
import { openClocks } from "./open-clocks.ts";
import { slaBoard } from "./sla-board.ts";
import { sqlLeads } from "./sql-leads.ts";
import { sqlReport } from "./sql-report.ts";
import { tenantEntry } from "./tenants.ts";
import { velocityReport } from "./velocity-report.ts";

const spend = metric("spend", null, { numerator: -1_500_000, value: -1.5 });
const context = given({
  metrics: [spend, metric("time_in_stage", "MQL", { value: 1, sampleCount: 1, sampleSum: 1 })],
  stays: [
    stay("a", "SQL", "2026-03-02"),
    stay("b", "MQL", "2026-03-03", { exitedAt: "2026-03-03", nextStage: "REJECTED" }),
  ],
  breaches: [breach("a", "2026-03-10"), breach("b", "2026-03-10", { endedAt: "2026-03-12" })],
  events: [moved("a", "MQL", "2026-03-10", { channel: "paid" }), called("a", "2026-03-11")],
});

const ANSWERS: readonly (readonly [string, z.ZodType, unknown])[] = [
  ["mql", shapes.mqlReportSchema, mqlReport(context, shapes.mqlQuerySchema.parse({}))],
  ["sql", shapes.sqlReportSchema, sqlReport(context, shapes.sqlQuerySchema.parse({}))],
  ["sql leads", shapes.sqlLeadsSchema, sqlLeads(context, shapes.sqlLeadsQuerySchema.parse({}))],
  ["velocity", shapes.velocityReportSchema, velocityReport(context, shapes.velocityQuerySchema.parse({}))],
  ["sla", shapes.slaBoardSchema, slaBoard(context, shapes.slaBoardQuerySchema.parse({}))],
  ["clocks", shapes.openClocksSchema, openClocks(context, shapes.openClocksQuerySchema.parse({}))],
  ["breaches", shapes.breachesSchema, breaches(context, shapes.breachesQuerySchema.parse({}))],
  ["lead", shapes.leadPageSchema, leadPage(context, "a")],
  ["metrics", shapes.metricsListSchema, metricsList(context, shapes.metricsQuerySchema.parse({}))],
  ["tenant", shapes.tenantSchema, tenantEntry(context)],
  ["live breach", shapes.liveBreachSchema, liveBreach(breach("a", "2026-03-10"))],
  ["live metric", shapes.liveMetricSchema, liveMetric(spend)],
];

describe("an answer", () => {
  it.each(ANSWERS)("%s is of its schema, field by field", (_name, schema, answer) => {
    expect(schema.parse(answer)).toEqual(answer);
  });
});

describe("a query", () => {
  it.each([
    [shapes.mqlQuerySchema, { nonsense: "1" }],
    [shapes.mqlQuerySchema, { grain: "FORTNIGHT" }],
    [shapes.sqlLeadsQuerySchema, { limit: "0" }],
    [shapes.sqlLeadsQuerySchema, { limit: "1001" }],
    [shapes.metricsQuerySchema, { metric: "leads" }],
    [shapes.metricsQuerySchema, { by: "owner" }],
    [shapes.openClocksQuerySchema, { channel: "" }],
  ])("refuses what it does not know: %#", (schema, query) => {
    expect(schema.safeParse(query).success).toBe(false);
  });
});
