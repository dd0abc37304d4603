import { z } from "zod";

const value = (of: string, example: string) =>
  z
    .string()
    .min(1)
    .max(500)
    .meta({ description: `${of}; \`(none)\` for leads that have none.`, examples: [example] });

/** What the leads counted have in common; a dimension that is left out is not asked for. */
export const segmentShape = {
  channel: value("Channel", "paid").optional(),
  campaignId: value("Campaign", "search-brand").optional(),
  ownerId: value("Sales person who holds the lead", "anna").optional(),
};

export const segmentSchema = z
  .object(segmentShape)
  .meta({ id: "Segment", description: "The leads that the report is about; empty: all of the tenant's." });

export type SegmentShape = z.infer<typeof segmentSchema>;
