/** Errors as RFC 9457 problem details. */
import { z } from "zod";

export const problemSchema = z
  .object({
    type: z
      .string()
      .meta({ description: "A URI of the kind of problem.", examples: ["urn:stagefold:problem:STF-RPT-001"] }),
    title: z
      .string()
      .meta({ description: "The kind of problem, in a few words.", examples: ["Segment not published"] }),
    status: z
      .int()
      .min(400)
      .max(599)
      .meta({ description: "The HTTP status.", examples: [422] }),
    detail: z.string().meta({ description: "What is wrong here, what was expected, and what to do." }),
    code: z
      .string()
      .regex(/^STF-[A-Z]{3}-\d{3}$/)
      .meta({ description: "Stable; listed in docs/operations.md.", examples: ["STF-RPT-001"] }),
    instance: z.string().optional().meta({ description: "The request." }),
    parameter: z
      .string()
      .optional()
      .meta({ description: "The parameter at fault.", examples: ["campaignId"] }),
    allowed: z
      .array(z.string())
      .optional()
      .meta({ description: "What would be accepted instead, where that can be listed." }),
  })
  .meta({ id: "Problem", description: "RFC 9457 problem details, application/problem+json." });

export type Problem = z.infer<typeof problemSchema>;
