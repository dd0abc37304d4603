/** The tenants that may be asked about, with what a page needs to ask: stages, agreements, segments, grains. */
import { z } from "zod";
import { countSchema, daySchema, durationMsSchema, instantSchema } from "./figure.ts";
import { grainSchema } from "./period.ts";

const dimensionSchema = z.enum(["channel", "campaignId", "ownerId"]);

export const tenantSchema = z
  .object({
    tenantId: z.string().meta({ examples: ["acme"] }),
    timeZone: z.string().meta({ examples: ["Europe/Rome"] }),
    currency: z.string().meta({ examples: ["EUR"] }),
    fiscalYearStartMonth: z.int().min(1).max(12),
    asOf: instantSchema
      .nullable()
      .meta({ description: "The newest clock behind the tenant's numbers; null: nothing yet." }),
    caughtUp: z.boolean(),
    today: daySchema.nullable().meta({ description: "The clock's day in the tenant's time zone." }),
    firstDay: daySchema
      .nullable()
      .meta({ description: "First day of the earliest period that has a value; null: none." }),
    funnel: z.object({
      stages: z.array(z.string()),
      qualified: z.string(),
      accepted: z.string(),
      rejected: z.string().nullable(),
      velocities: z.array(z.object({ from: z.string(), to: z.string() })),
    }),
    slas: z.array(
      z.object({
        id: z.string(),
        severity: z.string(),
        entersStage: z.string(),
        withinMs: durationMsSchema,
        warnAfterMs: durationMsSchema.nullable(),
        calendar: z.boolean().meta({ description: "Whether the times are open time of a calendar." }),
      }),
    ),
    segments: z
      .array(z.object({ dimensions: z.array(dimensionSchema), grains: z.array(grainSchema) }))
      .meta({ description: "By which dimensions, in which grains, reports can be asked for." }),
    values: z
      .object({
        channels: z.array(z.string()),
        campaigns: z.array(z.object({ channel: z.string().nullable(), campaignId: z.string() })),
        owners: z.array(z.string()),
      })
      .meta({ description: "The values that have something behind them, of the dimensions above." }),
    lag: z
      .string()
      .nullable()
      .meta({ description: "How the lag is made, in words; null: none.", examples: ["30 days"] }),
    metrics: z.array(z.string()).meta({ description: "The metrics published." }),
    leads: countSchema.meta({ description: "Leads with a stay." }),
  })
  .meta({ id: "Tenant" });

export const tenantsSchema = z.object({ tenants: z.array(tenantSchema) }).meta({ id: "Tenants" });

export type TenantShape = z.infer<typeof tenantSchema>;
export type Tenants = z.infer<typeof tenantsSchema>;
