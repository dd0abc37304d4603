/** The kinds of figures that reports are made of. Every rate carries the exact counts behind it. */
import { z } from "zod";

/** Years outside 0000 to 9999 have a sign and six digits, as ISO 8601 extends them. */
const DAY_PATTERN = /^(\d{4}|[+-]\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const INSTANT_PATTERN = /^(\d{4}|[+-]\d{6})-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export const instantSchema = z
  .string()
  .regex(INSTANT_PATTERN)
  .meta({ description: "An instant: ISO 8601, UTC, milliseconds.", examples: ["2026-03-16T10:30:00.000Z"] });

export const daySchema = z
  .string()
  .regex(DAY_PATTERN)
  .meta({ description: "A calendar day in the tenant's time zone.", examples: ["2026-03-01"] });

export const countSchema = z
  .int()
  .min(0)
  .meta({ description: "An exact count.", examples: [42] });

export const durationMsSchema = z.number().meta({ description: "A length of time in ms.", examples: [86_400_000] });

export const moneySchema = z
  .object({
    micros: z
      .string()
      .regex(/^-?\d+$/)
      .meta({ description: "Exact: millionths of a unit of the currency.", examples: ["3100000000"] }),
    value: z.number().meta({ description: "The same in units, as near as a double comes.", examples: [3100] }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .meta({ description: "ISO 4217.", examples: ["EUR"] }),
  })
  .meta({ id: "Money", description: "An amount of money. Negative where credits outweigh spend." });

export const rateSchema = z
  .object({
    n: z.number().meta({ description: "Numerator, exact.", examples: [3] }),
    d: z.number().meta({ description: "Denominator, exact.", examples: [4] }),
    value: z
      .number()
      .nullable()
      .meta({ description: "n / d; null where d is 0.", examples: [0.75] }),
  })
  .meta({ id: "Rate", description: "A rate with the exact counts behind it." });

export const costSchema = z
  .object({
    n: moneySchema.meta({ description: "The money, exact." }),
    d: z.number().meta({ description: "The leads, exact.", examples: [3] }),
    value: z
      .number()
      .nullable()
      .meta({ description: "n / d in units of the currency; null where d is 0.", examples: [1033.33] }),
  })
  .meta({ id: "Cost", description: "Money for each lead, with the exact money and leads behind it." });

const percentile = (name: string) => durationMsSchema.nullable().meta({ description: `${name}; null: no samples.` });

export const distributionSchema = z
  .object({
    count: countSchema.meta({ description: "Samples, exact.", examples: [5] }),
    sumMs: z.number().meta({ description: "Their sum; exact below 2^53.", examples: [1_468_800_000] }),
    meanMs: percentile("Mean"),
    minMs: percentile("Smallest"),
    p50Ms: percentile("Median"),
    p75Ms: percentile("75th percentile"),
    p90Ms: percentile("90th percentile"),
    p95Ms: percentile("95th percentile"),
    maxMs: percentile("Largest"),
  })
  .meta({
    id: "Distribution",
    description: "Lengths of time. Smallest, percentiles and largest are within 1 % of a true sample.",
  });

export const agesSchema = z
  .object({
    count: countSchema.meta({ description: "How many are open, exact.", examples: [7] }),
    meanMs: percentile("Mean age"),
    p50Ms: percentile("Median age"),
    p90Ms: percentile("90th percentile of the ages"),
    maxMs: percentile("Age of the oldest"),
  })
  .meta({ id: "Ages", description: "Ages of what is still open, at the clock; exact." });

export const statusSchema = z.enum(["PROVISIONAL", "FINAL", "RESTATED"]).meta({
  id: "Status",
  description:
    "PROVISIONAL until the period is over and its grace has passed; then FINAL; RESTATED where it changed after that. Of a row of several figures: PROVISIONAL if one is, else RESTATED if one is, else FINAL.",
  examples: ["FINAL"],
});

export type Money = z.infer<typeof moneySchema>;
export type Rate = z.infer<typeof rateSchema>;
export type Cost = z.infer<typeof costSchema>;
export type Distribution = z.infer<typeof distributionSchema>;
export type Ages = z.infer<typeof agesSchema>;
export type Status = z.infer<typeof statusSchema>;
