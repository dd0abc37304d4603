import { z } from "zod";
import { daySchema } from "./figure.ts";

const GRAIN_VALUES = [
  "DAY",
  "WEEK",
  "MONTH",
  "QUARTER",
  "HALF",
  "YEAR",
  "ROLLING_7D",
  "ROLLING_30D",
  "ROLLING_90D",
] as const;

export const grainSchema = z.enum(GRAIN_VALUES).meta({
  id: "Grain",
  description:
    "The length of the periods. Quarters, halves and years follow the tenant's fiscal year; weeks begin on Monday; ROLLING_* are the days that end with a day and include it.",
  examples: ["MONTH"],
});

export const periodSchema = z
  .object({
    grain: grainSchema,
    start: daySchema.meta({ description: "First day.", examples: ["2026-03-01"] }),
    end: daySchema.meta({ description: "The day after the last.", examples: ["2026-04-01"] }),
  })
  .meta({ id: "Period", description: "Days in the tenant's time zone." });

export const windowSchema = z
  .object({
    start: daySchema.meta({ description: "First day.", examples: ["2026-02-22"] }),
    end: daySchema.meta({ description: "The day after the last.", examples: ["2026-03-25"] }),
  })
  .meta({ id: "Window", description: "A range of days in the tenant's time zone." });

export type PeriodShape = z.infer<typeof periodSchema>;
export type WindowShape = z.infer<typeof windowSchema>;
