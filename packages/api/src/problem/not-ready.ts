import { HttpProblem, NOT_READY } from "@stagefold/http";

/** The read model is not there yet: it is opened, or rebuilt, when the process starts. */
export function notReady(): HttpProblem {
  return new HttpProblem(NOT_READY, "the read model is being opened: try again in a moment", {
    headers: { "retry-after": "1" },
  });
}
