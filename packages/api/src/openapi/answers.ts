/** What a route of the query API may answer, for the OpenAPI document. */
import { type Answer, GUARDED_ANSWERS as COMMON, problem } from "@stagefold/http";
import { z } from "zod";

/** Of every route that asks for a token. */
export const GUARDED_ANSWERS = {
  ...COMMON,
  503: problem(
    "The read model is not there yet, or the server has no room (STF-API-009); Retry-After says when to come back.",
  ),
} as const;

/** Of every route of a tenant. */
export const TENANT_ANSWERS = {
  ...GUARDED_ANSWERS,
  400: problem("The request is not as described (STF-API-001, STF-RPT-003, STF-RPT-004)."),
  404: problem("There is no such tenant that you may see (STF-API-003), or no such lead (STF-RPT-005)."),
  414: problem("The address is too long (STF-API-007)."),
} as const;

/** Of every report. */
export const REPORT_ANSWERS = {
  ...TENANT_ANSWERS,
  304: z.null().meta({ description: "What If-None-Match names is still so." }),
  406: problem("Neither JSON nor CSV is accepted (STF-API-006)."),
  422: problem("The configuration publishes nothing for the segment or the grain (STF-RPT-001, STF-RPT-002)."),
} as const;

/** A report. */
export function reportAnswer(description: string, schema: z.ZodType): Answer {
  return { description, content: { "application/json": { schema }, "text/csv": { schema: z.string() } } };
}
