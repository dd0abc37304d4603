import { healthSchema, type Readiness } from "@stagefold/http";
import { z } from "zod";
import type { Taking } from "../taking.ts";

const readinessSchema = healthSchema
  .extend({
    pendingEvents: z.int().min(0).nullable().meta({ description: "Accepted, and not in the log yet." }),
    pendingBytes: z.int().min(0).nullable(),
    capacityBytes: z.int().min(0).nullable(),
    logTrouble: z.string().nullable().meta({ description: "Why the log does not take what is pending." }),
  })
  .meta({ id: "IntakeReadiness", description: "Whether events are taken. A log that is away does not hinder it." });

const NOTHING = { pendingEvents: null, pendingBytes: null, capacityBytes: null, logTrouble: null };

/** Whether events are taken. */
export function intakeReadiness(taking: Taking): Readiness {
  return {
    summary: "Whether events are taken",
    when: { ready: "They are.", not: "They are not yet, or the file cannot be used; `reasons` says why." },
    schema: readinessSchema,
    look() {
      const intake = taking.intake();
      if (intake === null) {
        return {
          reasons: ["intake is not open yet", taking.trouble()].filter((reason) => reason !== null),
          more: NOTHING,
        };
      }
      const { notReady, ...more } = intake.state;
      return { reasons: notReady === null ? [] : [notReady], more };
    },
  };
}
