import type { FunnelConfig } from "@stagefold/domain";
import type { z } from "zod";
import type { KeyPath, Report } from "../key-path.ts";
import { member, texts } from "../rule/raw.ts";
import { expectStage, type StageNames } from "../rule/stages.ts";
import { documented } from "../schema/key-reference.ts";
import { filledListOf, keys, leaf, listOf } from "../schema/shapes.ts";
import { readName, readText } from "../value/text.ts";
import { readVelocity } from "../value/velocity.ts";

const stageSchema = leaf((found) => readText(found, "the name of a stage"));

/** SEMANTICS 7 and 11: the stages and those that the metrics are about. */
export const funnelSchema = keys("a funnel", {
  stages: documented(
    filledListOf(
      "stages",
      leaf((found) => readName(found, "the name of a stage", ">|*")),
    ),
    {
      type: "list of texts",
      meaning:
        "All stages that a lead can be in, each once; an event with another goes to dead letters (`UNKNOWN_STAGE`). Names have no `>`, `|` or `*`.",
      example: "[INQUIRY, MQL, SQL, CUSTOMER, REJECTED]",
    },
  ),
  qualified: documented(stageSchema, {
    type: "stage",
    meaning: "The stage of a lead that marketing has qualified (Q).",
    example: "MQL",
  }),
  accepted: documented(stageSchema, {
    type: "stage",
    meaning: "The stage of a lead that sales has accepted (A). Another than `qualified`.",
    example: "SQL",
  }),
  rejected: documented(stageSchema, {
    type: "stage",
    default: "none",
    meaning: "The stage of a lead that sales has rejected (R), for `leads_rejected`. Another than the two above.",
    example: "REJECTED",
  }).optional(),
  velocities: documented(listOf("velocities", leaf(readVelocity)), {
    type: 'list of "FROM>TO"',
    default: "`[]`",
    meaning: "The pairs of stages for which `velocity` is made. FROM may be `*`, the lead's beginning. Each pair once.",
    example: '["*>SQL", "MQL>SQL"]',
  }).optional(),
});

/** Refuses stages that stand twice, or are named and not there; Q, A, R that are not distinct; pairs that stand twice. */
export function funnelRules(funnel: unknown, path: KeyPath, stages: StageNames, report: Report): void {
  const names = texts(member(funnel, "stages"));
  for (const { index, text } of names) {
    if (names.some((other) => other.text === text && other.index < index)) {
      report(
        [...path, "stages", index],
        `found the stage ${JSON.stringify(text)} twice, expected each stage once; remove one`,
      );
    }
  }
  const role = new Map<string, string>();
  for (const key of ["qualified", "accepted", "rejected"]) {
    const stage = member(funnel, key);
    if (typeof stage !== "string" || stage === "") continue;
    expectStage(stage, [...path, key], stages, report);
    const other = role.get(stage);
    if (other === undefined) role.set(stage, key);
    else
      report(
        [...path, key],
        `found ${JSON.stringify(stage)}, which is ${other} as well, expected another stage; qualified, accepted and rejected must differ`,
      );
  }
  const pairs = texts(member(funnel, "velocities"));
  for (const { index, text } of pairs) {
    const at = [...path, "velocities", index];
    velocityRules(text, at, stages, report);
    if (pairs.some((other) => other.text === text && other.index < index)) {
      report(at, `found ${JSON.stringify(text)} twice, expected each pair once; remove one`);
    }
  }
}

/** Refuses a pair of stages that are not in the funnel. */
export function velocityRules(found: unknown, path: KeyPath, stages: StageNames, report: Report): void {
  const reading = readVelocity(found);
  if (!("value" in reading)) return;
  const { from, to } = reading.value;
  if (from !== "*") expectStage(from, path, stages, report);
  expectStage(to, path, stages, report);
}

/** The funnel, with defaults. Pure. */
export function compileFunnel(funnel: z.output<typeof funnelSchema>): FunnelConfig {
  const { stages, qualified, accepted, rejected, velocities } = funnel;
  return { stages, qualified, accepted, rejected: rejected ?? null, velocities: velocities ?? [] };
}
