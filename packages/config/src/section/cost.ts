import type { LagConfig } from "@stagefold/domain";
import type { z } from "zod";
import type { KeyPath, Report } from "../key-path.ts";
import { member } from "../rule/raw.ts";
import type { StageNames } from "../rule/stages.ts";
import { documented } from "../schema/key-reference.ts";
import { keys, leaf } from "../schema/shapes.ts";
import { readVelocity } from "../value/velocity.ts";
import { readWholeNumber } from "../value/whole-number.ts";
import { velocityRules } from "./funnel.ts";

/** A hundred years: beyond that a lag is a slip of the pen. */
const MOST_DAYS = 36_525;

const lagSchema = keys("a lag", {
  days: documented(
    leaf((found) => readWholeNumber(found, "days", 0, MOST_DAYS)),
    {
      type: "whole number",
      default: "the lag is that of `velocity`",
      meaning: "A fixed lag, in days; 0 is allowed.",
      example: "30",
    },
  ).optional(),
  velocity: documented(leaf(readVelocity), {
    type: '"FROM>TO"',
    default: "the lag is that of `days`",
    meaning:
      "The lag is the mean of this velocity over the same period and segment. It need not be among `funnel.velocities`.",
    example: '"*>SQL"',
  }).optional(),
  roundToDays: documented(
    leaf((found) => readWholeNumber(found, "roundToDays", 1, MOST_DAYS)),
    {
      type: "whole number",
      default: "required with `velocity`",
      meaning: "The mean is rounded half up to a multiple of so many days, at least one multiple.",
      example: "30",
    },
  ).optional(),
});

/** SEMANTICS 7, Lag. */
export const costSchema = keys("cost", {
  lag: documented(lagSchema, {
    type: "mapping",
    default: "`lagged_cost_per_lead` is not made",
    meaning:
      "How long before leads are reached the money for them was spent: either `days`, or `velocity` with `roundToDays`.",
    example: "{ days: 30 }",
  }).optional(),
});

/** Refuses a lag of neither form or of both. */
export function costRules(cost: unknown, path: KeyPath, stages: StageNames, report: Report): void {
  const lag = member(cost, "lag");
  if (typeof lag !== "object" || lag === null || Array.isArray(lag)) return;
  const at = [...path, "lag"];
  const has = (key: string) => member(lag, key) !== undefined;
  const form = '{ days: 30 } or { velocity: "FROM>TO", roundToDays: 30 }';
  if (has("days") && has("velocity"))
    report(at, `found both days and velocity, expected one form: ${form}; remove one`);
  else if (has("days") && has("roundToDays"))
    report([...at, "roundToDays"], `found roundToDays with days, expected one form: ${form}; remove it`);
  else if (!has("days") && !has("velocity"))
    report(at, `found neither days nor velocity, expected one form: ${form}; or leave lag out`);
  else if (has("velocity") && !has("roundToDays"))
    report(
      [...at, "roundToDays"],
      `is missing, expected a whole number of days beside velocity; add it, 1 rounds to whole days`,
    );
  velocityRules(member(lag, "velocity"), [...at, "velocity"], stages, report);
}

/** The lag, or null without one. Pure. */
export function compileLag(cost: z.output<typeof costSchema> | undefined): LagConfig | null {
  const { days, velocity, roundToDays } = cost?.lag ?? {};
  if (days !== undefined) return { kind: "days", days };
  if (velocity === undefined || roundToDays === undefined) return null;
  return { kind: "velocity", pair: velocity, roundToDays };
}
