import { healthSchema, type Readiness } from "@stagefold/http";
import { z } from "zod";
import type { Following } from "../model.ts";

const readinessSchema = healthSchema
  .extend({
    caughtUp: z.boolean(),
    behind: z.int().min(0).nullable().meta({ description: "Records that are not read yet; null: not known yet." }),
  })
  .meta({ id: "Readiness", description: "Whether the read model stands where the topics end." });

/** Whether the reports are up to date. */
export function modelReadiness(following: Following): Readiness {
  return {
    summary: "Whether the reports are up to date",
    when: {
      ready: "They are.",
      not: "They are not, or not there; `reasons` says why. It may come by itself.",
    },
    schema: readinessSchema,
    look() {
      const { caughtUp, behind, trouble } = following.state();
      const reasons: string[] = [];
      if (following.model() === null) reasons.push("the read model is not open yet");
      if (trouble !== null) reasons.push(trouble);
      if (!caughtUp)
        reasons.push(behind === null ? "the topics were not looked at yet" : `it is ${behind} records behind`);
      return { reasons, more: { caughtUp, behind } };
    },
  };
}
