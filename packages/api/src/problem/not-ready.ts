import { ApiProblem } from "./api-problem.ts";

/** The read model is not there yet: it is opened, or rebuilt, when the process starts. */
export function notReady(): ApiProblem {
  return new ApiProblem("STF-API-009", "the read model is being opened: try again in a moment", {
    headers: { "retry-after": "1" },
  });
}
