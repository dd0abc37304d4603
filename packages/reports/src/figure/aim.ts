/** A period against its target: attainment, pace and projection. */
import { type Grain, isRolling, type Period } from "@stagefold/domain";
import type { ReportContext } from "../report-context.ts";
import type { Rate } from "../shape/figure.ts";
import { spanOf } from "./period-range.ts";
import { type RowFigures, rateOf } from "./row-figures.ts";

export interface Aim {
  readonly target: number | null;
  readonly attainment: Rate | null;
  readonly pace: number | null;
  readonly elapsed: number | null;
  readonly projection: number | null;
}

/** `reached` leads of `stage` in the period, against its target. */
export function aimOf(
  context: ReportContext,
  figures: RowFigures,
  stage: string,
  grain: Grain,
  period: Period,
  reached: number | null,
): Aim {
  const attainment = figures.record("target_attainment", stage);
  const pace = figures.record("target_pace", stage);
  const elapsed = elapsedOf(context, period);
  return {
    target: attainment === undefined ? null : Number(attainment.denominator ?? 0),
    attainment: attainment === undefined ? null : rateOf(attainment),
    pace: pace?.value ?? null,
    elapsed,
    projection: isRolling(grain) || reached === null || elapsed === null || elapsed === 0 ? null : reached / elapsed,
  };
}

/** The share of the period's elapsed time that the clock has passed; an empty period is over. */
function elapsedOf({ data, tenantId, config }: ReportContext, period: Period): number | null {
  const { asOf } = data.freshness(tenantId);
  if (asOf === null) return null;
  const { from, to } = spanOf(config.timeZone, period);
  if (asOf >= to) return 1;
  return Math.max(0, (asOf - from) / (to - from));
}
