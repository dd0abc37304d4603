import type { Actor, CalendarConfig, SlaEnd, SlaPolicy } from "@stagefold/domain";
import type { z } from "zod";
import { documented } from "../schema/key-reference.ts";
import { filledListOf, keys, leaf, oneOfShapes } from "../schema/shapes.ts";
import { readDuration } from "../value/duration.ts";
import { type Reading, refuse } from "../value/reading.ts";
import { readName, readOneOf, readText } from "../value/text.ts";

const ACTORS = ["SALES", "MARKETING", "LEAD", "SYSTEM", "UNKNOWN"] as const satisfies readonly Actor[];

const stageSchema = leaf((found) => readText(found, "the name of a stage"));

const leavesSchema = oneOfShapes((found): z.ZodType<readonly string[] | true> => {
  if (Array.isArray(found)) return filledListOf("stages", stageSchema);
  return leaf(
    (): Reading<true> =>
      found === true ? { value: true } : refuse(found, "true (whatever the next stage), or a list of next stages"),
  );
});

const endSchema = keys("an end", {
  leavesStage: documented(leavesSchema, {
    type: "true, or list of stages",
    default: "this end is an `activityBy`",
    meaning: "The clock ends when the lead leaves the stage: whatever the next one (`true`), or only to one of these.",
    example: "[SQL, REJECTED]",
  }).optional(),
  activityBy: documented(
    leaf((found) => readOneOf(found, "an actor", ACTORS)),
    {
      type: ACTORS.join(", "),
      default: "this end is a `leavesStage`",
      meaning:
        "The clock ends with the first activity by this actor after the lead entered the stage, and no later than it left.",
      example: "SALES",
    },
  ).optional(),
});

function carriedSchema(dimension: string, example: string) {
  const schema = leaf(readCarried);
  return documented(schema, {
    type: "text or null",
    default: "not asked for",
    meaning: `The ${dimension} that the stay must carry; null (or empty): it must carry none.`,
    example,
  }).optional();
}

function readCarried(found: unknown): Reading<string | null> {
  if (found === null || found === "") return { value: null };
  if (found === "(none)") return refuse(found, "a value that a lead can carry", "write null for leads without one");
  return readText(found, "a text, or null for leads without one");
}

const whenSchema = keys("when", {
  channel: carriedSchema("channel", "paid"),
  campaignId: carriedSchema("campaign", "spring-2026"),
  ownerId: carriedSchema("owner", "null"),
});

/** SEMANTICS 5: one policy. */
export const slaSchema = keys("an SLA", {
  id: documented(
    leaf((found) => readName(found, "the id of an SLA", "|")),
    {
      type: "text",
      meaning: "Its name, in breaches and as the subject of metrics. Once in a tenant, without `|`.",
      example: "accept-or-reject",
    },
  ),
  severity: documented(
    leaf((found) => readText(found, "a severity, like page or warn")),
    { type: "text", meaning: "Passed on in every breach, for whoever routes alerts.", example: "page" },
  ),
  starts: documented(
    keys("starts", {
      entersStage: documented(stageSchema, {
        type: "stage",
        meaning: "Every stay that enters this stage starts a clock of its own.",
        example: "MQL",
      }),
    }),
    { type: "mapping", meaning: "What starts a clock.", example: "{ entersStage: MQL }" },
  ),
  when: documented(whenSchema, {
    type: "mapping",
    default: "all stays",
    meaning: "Which stays start a clock: those that carry all of these values when they are entered.",
    example: "{ channel: paid }",
  }).optional(),
  ends: documented(
    filledListOf(
      "ends",
      documented(endSchema, {
        type: "mapping",
        meaning: "Either `leavesStage` or `activityBy`.",
        example: "{ leavesStage: true }",
      }),
    ),
    {
      type: "list of ends",
      meaning: "What ends the clock: the first of them.",
      example: "[{ activityBy: SALES }, { leavesStage: true }]",
    },
  ),
  within: documented(leaf(readDuration), {
    type: "duration",
    meaning:
      "How long the clock may run: elapsed time, or open time where there is a `calendar` (then hours, minutes and seconds only).",
    example: "P2D",
  }),
  warnAfter: documented(leaf(readDuration), {
    type: "duration",
    default: "no warning",
    meaning: "When the clock becomes AT_RISK. Shorter than `within`, and like it.",
    example: "P1D",
  }).optional(),
  calendar: documented(
    leaf((found) => readText(found, "the name of a calendar")),
    {
      type: "name under `calendars`",
      default: "elapsed time",
      meaning: "The hours in which the clock runs.",
      example: "sales-hours",
    },
  ).optional(),
});

type Sla = z.output<typeof slaSchema>;

/** The policy as the domain reads it. Pure. */
export function compileSla(sla: Sla, calendars: ReadonlyMap<string, CalendarConfig>): SlaPolicy {
  return {
    id: sla.id,
    severity: sla.severity,
    entersStage: sla.starts.entersStage,
    when: compileWhen(sla.when),
    ends: sla.ends.map(compileEnd),
    withinMs: sla.within.ms,
    warnAfterMs: sla.warnAfter?.ms ?? null,
    calendar: sla.calendar === undefined ? null : (calendars.get(sla.calendar) ?? null),
  };
}

function compileWhen(when: Sla["when"]): SlaPolicy["when"] {
  const { channel, campaignId, ownerId } = when ?? {};
  const asked = {
    ...(channel === undefined ? {} : { channel }),
    ...(campaignId === undefined ? {} : { campaignId }),
    ...(ownerId === undefined ? {} : { ownerId }),
  };
  return Object.keys(asked).length === 0 ? null : asked;
}

function compileEnd({ leavesStage, activityBy }: Sla["ends"][number]): SlaEnd {
  if (activityBy !== undefined) return { kind: "activityBy", actor: activityBy };
  return {
    kind: "leavesStage",
    stages: leavesStage === undefined || leavesStage === true ? null : [...new Set(leavesStage)],
  };
}
