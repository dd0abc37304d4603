/** The SQL report: how many leads sales accepted, and what each of them cost. */
import { z } from "zod";
import { defined } from "./defined.ts";
import { periodicEnvelopeShape } from "./envelope.ts";
import { costSchema, countSchema, instantSchema, moneySchema, statusSchema } from "./figure.ts";
import { aimShape } from "./mql-report.ts";
import { periodSchema, windowSchema } from "./period.ts";
import { formatShape, rangeShape } from "./query.ts";
import { segmentShape } from "./segment.ts";

export const sqlQuerySchema = z.strictObject({ ...rangeShape, ...segmentShape, ...formatShape });

export const laggedCostSchema = z
  .object({
    lagDays: defined(z.int().min(0).nullable(), "lag"),
    reachedWindow: windowSchema.meta({ description: "The days on which the leads counted reached the stage." }),
    spendWindow: windowSchema.nullable().meta({
      description: "The days whose money is counted: the other window moved back by the lag. null: no lag is known.",
    }),
    n: moneySchema
      .nullable()
      .meta({ description: "The money spent in the spend window, exact. null: no lag is known." }),
    d: z.number().meta({ description: "The leads that reached the stage in the other, exact.", examples: [3] }),
    value: z
      .number()
      .nullable()
      .meta({ description: "n / d in units of the currency.", examples: [916.67] }),
  })
  .meta({
    id: "LaggedCost",
    description: "Cost by the money of one lag earlier, with both windows and the money in them.",
  });

export const trendSchema = z
  .object({
    previous: z.number().nullable().meta({ description: "The value in the period before; null: none." }),
    change: z
      .number()
      .nullable()
      .meta({ description: "value / previous - 1; null where previous is none or 0.", examples: [0.12] }),
  })
  .meta({ id: "Trend" });

export const sqlRowSchema = z
  .object({
    period: periodSchema,
    status: statusSchema,
    asOf: instantSchema
      .nullable()
      .meta({ description: "The newest clock at which a figure of the row was computed; null: there is none." }),
    sqls: defined(countSchema.nullable(), "leads_reached"),
    ...aimShape,
    spend: defined(moneySchema.nullable(), "spend"),
    cost: defined(costSchema.nullable(), "cost_per_lead"),
    lagged: defined(laggedCostSchema.nullable(), "lagged_cost_per_lead"),
    costPerMql: defined(costSchema.nullable(), "cost_per_lead"),
    laggedPerMql: defined(laggedCostSchema.nullable(), "lagged_cost_per_lead"),
    trend: z.object({
      sqls: defined(trendSchema, "trend"),
      cost: defined(trendSchema, "trend"),
      lagged: defined(trendSchema, "trend"),
    }),
  })
  .meta({
    id: "SqlRow",
    description:
      "One period. A figure is null where it is not published for the grain or the segment, or there is no target, no lag.",
  });

export const sqlReportSchema = z
  .object({
    ...periodicEnvelopeShape,
    qualified: z.string().meta({ description: "The stage that makes a lead an MQL.", examples: ["MQL"] }),
    accepted: z.string().meta({ description: "The stage that makes it an SQL.", examples: ["SQL"] }),
    lag: z
      .string()
      .nullable()
      .meta({ description: "How the lag is made, in words; null: none is configured.", examples: ["30 days"] }),
    rows: z.array(sqlRowSchema).meta({ description: "Oldest period first; every period of the range." }),
  })
  .meta({ id: "SqlReport" });

export type SqlQuery = z.infer<typeof sqlQuerySchema>;
export type SqlRow = z.infer<typeof sqlRowSchema>;
export type SqlReport = z.infer<typeof sqlReportSchema>;
export type LaggedCost = z.infer<typeof laggedCostSchema>;
export type Trend = z.infer<typeof trendSchema>;
