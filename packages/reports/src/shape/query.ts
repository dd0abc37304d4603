/** Parameters that several reports take. Values come as text from a URL; what is not known is refused. */
import { z } from "zod";
import { daySchema } from "./figure.ts";
import { grainSchema } from "./period.ts";

export const tenantParamsSchema = z.strictObject({
  tenantId: z
    .string()
    .min(1)
    .max(500)
    .meta({ description: "The tenant.", examples: ["acme"] }),
});

export const formatShape = {
  format: z
    .enum(["json", "csv"])
    .optional()
    .meta({ description: "json or csv; without it the Accept header decides." }),
};

/** A range of periods: the ones that hold `from` and `to` (of rolling ones: that end with them) and all between. */
export const rangeShape = {
  grain: grainSchema.default("MONTH"),
  from: daySchema
    .optional()
    .meta({ description: "A day of the first period; of a rolling one, its last day. Left out: a year's worth." }),
  to: daySchema
    .optional()
    .meta({ description: "A day of the last period; of a rolling one, its last day. Left out: the clock's day." }),
};

/** One period: the one that holds `period` (of rolling ones: that ends with it). */
export const onePeriodShape = {
  grain: grainSchema.default("MONTH"),
  period: daySchema
    .optional()
    .meta({ description: "A day of the period; of a rolling one, its last day. Left out: the clock's day." }),
};

export const pageShape = {
  cursor: z
    .string()
    .min(1)
    .max(2_000)
    .optional()
    .meta({ description: "Where the page before ended, as its nextCursor said. Left out: from the beginning." }),
  limit: z.coerce.number().int().min(1).max(1_000).default(100).meta({ description: "At most so many rows." }),
};

export const nextCursorSchema = z
  .string()
  .nullable()
  .meta({ description: "The cursor of the page that follows; null: this is the last." });

export type TenantParams = z.infer<typeof tenantParamsSchema>;
