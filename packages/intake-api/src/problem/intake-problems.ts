/** The refusals that only intake has, beside those of every server; docs/operations.md lists the codes. */

import { HttpProblem, type ProblemKind } from "@stagefold/http";
import { IntakeFullError } from "@stagefold/intake";
import { ProcessingError } from "@stagefold/processing";

export const NO_SUCH_SOURCE: ProblemKind = { code: "STF-API-030", status: 404, title: "No such source" };
export const BAD_SIGNATURE: ProblemKind = { code: "STF-API-031", status: 401, title: "No valid signature" };
export const OTHER_BODY: ProblemKind = { code: "STF-API-032", status: 422, title: "Another body under the same key" };
export const NO_ROOM: ProblemKind = { code: "STF-API-033", status: 429, title: "No room for the body" };
export const UNREADABLE_BODY: ProblemKind = { code: "STF-API-034", status: 400, title: "Body cannot be read" };

/** For what passes by itself and says no time. */
const RETRY_AFTER_S = 2;

/**
 * What an error of intake's core is, as a refusal: 429 where it is full, 503 where it is not ready or its file cannot
 * be used for a while; null: it is none of these.
 */
export function problemOf(error: Error): HttpProblem | null {
  if (!(error instanceof ProcessingError) || error.disposition !== "retry") return null;
  const isFull = error instanceof IntakeFullError;
  const kind = { code: error.code, status: isFull ? 429 : 503, title: isFull ? "Intake is full" : "Not ready" };
  const seconds = isFull ? Math.ceil(error.retryAfterMs / 1_000) : RETRY_AFTER_S;
  return new HttpProblem(kind, error.message, { headers: { "retry-after": String(seconds) } });
}
