/** Each report as a table. Where a report has several, `table` says which, as in its query. */
import { z } from "zod";
import { type Breaches, breachSchema } from "../shape/breaches.ts";
import {
  type LeadPage,
  type LeadQuery,
  leadActivitySchema,
  leadClockSchema,
  leadStaySchema,
} from "../shape/lead-page.ts";
import { type MetricsList, metricValueSchema } from "../shape/metrics-list.ts";
import { type MqlReport, mqlRowSchema } from "../shape/mql-report.ts";
import { type OpenClocks, openClockSchema } from "../shape/open-clocks.ts";
import { breachGroupSchema, policyRowSchema, type SlaBoard, type SlaBoardQuery } from "../shape/sla-board.ts";
import { type SqlLeads, sqlLeadSchema } from "../shape/sql-leads.ts";
import { type SqlReport, sqlRowSchema } from "../shape/sql-report.ts";
import {
  binSchema,
  pairVelocitySchema,
  stageVelocitySchema,
  type VelocityQuery,
  type VelocityReport,
} from "../shape/velocity-report.ts";
import { csvOf } from "./csv.ts";

const stageRowSchema = stageVelocitySchema.omit({ histogram: true });
const binRowSchema = z.object({ stage: z.string(), ...binSchema.shape });
const breachGroupRowSchema = z.object({ by: z.enum(["owner", "campaign", "policy"]), ...breachGroupSchema.shape });

export const reportCsv = {
  mql: ({ rows }: MqlReport): string => csvOf(mqlRowSchema, rows),
  sql: ({ rows }: SqlReport): string => csvOf(sqlRowSchema, rows),
  sqlLeads: ({ rows }: SqlLeads): string => csvOf(sqlLeadSchema, rows),
  velocity({ stages, velocities }: VelocityReport, table: VelocityQuery["table"]): string {
    if (table === "stages") return csvOf(stageRowSchema, stages);
    if (table === "velocities") return csvOf(pairVelocitySchema, velocities);
    const bins = stages.flatMap(({ stage, histogram }) => histogram.map((bin) => ({ stage, ...bin })));
    return csvOf(binRowSchema, bins);
  },
  sla({ policies, breaches }: SlaBoard, table: SlaBoardQuery["table"]): string {
    if (table === "policies") return csvOf(policyRowSchema, policies);
    const groups = [
      ...breaches.byOwner.map((group) => ({ by: "owner" as const, ...group })),
      ...breaches.byCampaign.map((group) => ({ by: "campaign" as const, ...group })),
      ...breaches.byPolicy.map((group) => ({ by: "policy" as const, ...group })),
    ];
    return csvOf(breachGroupRowSchema, groups);
  },
  openClocks: ({ rows }: OpenClocks): string => csvOf(openClockSchema, rows),
  breaches: ({ rows }: Breaches): string => csvOf(breachSchema, rows),
  lead({ stays, activities, clocks }: LeadPage, table: LeadQuery["table"]): string {
    if (table === "stays") return csvOf(leadStaySchema, stays);
    return table === "activities" ? csvOf(leadActivitySchema, activities) : csvOf(leadClockSchema, clocks);
  },
  metrics: ({ rows }: MetricsList): string => csvOf(metricValueSchema, rows),
} as const;
