import { HttpProblem, NOT_READY } from "@stagefold/http";
import type { Intake } from "@stagefold/intake";
import type { Taking } from "../taking.ts";

/** Intake, once it is open. Throws 503 before. */
export function openIntakeOf(taking: Taking): Intake {
  const intake = taking.intake();
  if (intake !== null) return intake;
  const why = taking.trouble() ?? "it is being opened";
  throw new HttpProblem(NOT_READY, `intake cannot take events yet: ${why}`, { headers: { "retry-after": "2" } });
}
