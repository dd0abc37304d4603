/** What every report says of itself, beside its rows. */
import { z } from "zod";
import { instantSchema } from "./figure.ts";
import { grainSchema } from "./period.ts";
import { segmentSchema } from "./segment.ts";

const reportShape = {
  tenantId: z.string().meta({ examples: ["acme"] }),
  timeZone: z.string().meta({ description: "IANA name; days are days there.", examples: ["Europe/Rome"] }),
  currency: z.string().meta({ description: "ISO 4217; money is in it.", examples: ["EUR"] }),
  asOf: instantSchema
    .nullable()
    .meta({ description: "The newest clock behind the numbers; ages and open clocks are at it. null: nothing yet." }),
  caughtUp: z
    .boolean()
    .meta({ description: "Whether all that the topics held has been read; false: the numbers are still moving up." }),
  incomplete: z
    .string()
    .nullable()
    .meta({ description: "What is missing for good from the topics behind the report, in a sentence; null: nothing." }),
  query: z.string().meta({
    description: "The request that gives this report, every default filled in.",
    examples: ["/v1/tenants/acme/reports/mql?grain=MONTH&from=2026-01-01&to=2026-03-01"],
  }),
};

/** Of what is about leads or clocks one by one. */
export const envelopeShape = reportShape;

/** Of what is about a segment by period. */
export const periodicEnvelopeShape = { ...reportShape, grain: grainSchema, segment: segmentSchema };

const envelopeSchema = z.object(envelopeShape);
export type Envelope = z.infer<typeof envelopeSchema>;
