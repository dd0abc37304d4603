/** What a route of intake may answer, for the OpenAPI document. */
import { type Answer, GUARDED_ANSWERS as COMMON, problem } from "@stagefold/http";
import { takenSchema } from "../take/item-result.ts";

/** Of every route that asks for a token. */
export const GUARDED_ANSWERS = {
  ...COMMON,
  414: problem("The address is too long (STF-API-007)."),
} as const;

/** Results of items. */
export function taken(description: string): Answer {
  return { description, content: { "application/json": { schema: takenSchema } } };
}

const REFUSED = taken("All items are refused: the results say why.");

/** Of the routes that take events. */
export const TAKING_ANSWERS = {
  ...GUARDED_ANSWERS,
  200: taken("Some items were taken, or nothing was wrong: the results say it item by item."),
  400: problem("The body as a whole cannot be read (STF-API-034), or the request is no such request (STF-API-001)."),
  413: problem("The body has more than 16 MiB or 10,000 items (STF-API-012)."),
  415: problem("The body is of a type or an encoding that is not taken (STF-API-013)."),
  422: {
    description:
      "All items are refused: the results say why. Or the Idempotency-Key came with another body (STF-API-032).",
    content: { ...REFUSED.content, ...problem("").content },
  },
  429: problem(
    "Too many requests (STF-API-008), intake is full since the log is away or slow (STF-INT-001), or other bodies take " +
      "the room (STF-API-033). Nothing was taken but what a result of a repeated request calls a duplicate; Retry-After " +
      "says when to come back.",
  ),
  503: problem(
    "Intake is not ready (STF-API-009, STF-INT-002, STF-INT-006, STF-INT-008); Retry-After says when to come back.",
  ),
} as const;
