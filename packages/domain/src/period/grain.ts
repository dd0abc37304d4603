/** The grains of SEMANTICS 6. */
import type { Grain } from "../config/config.ts";

/** The grains whose periods follow each other in the calendar, short to long. */
export const CALENDAR_GRAINS = ["DAY", "WEEK", "MONTH", "QUARTER", "HALF", "YEAR"] as const satisfies readonly Grain[];
/** The grains with a period for every day: the days that end with it. */
export const ROLLING_GRAINS = ["ROLLING_7D", "ROLLING_30D", "ROLLING_90D"] as const satisfies readonly Grain[];
/** All grains, in canonical order. */
export const GRAINS = [...CALENDAR_GRAINS, ...ROLLING_GRAINS] as const satisfies readonly Grain[];

export type CalendarGrain = (typeof CALENDAR_GRAINS)[number];
export type RollingGrain = (typeof ROLLING_GRAINS)[number];

const ROLLING_DAYS: Readonly<Record<RollingGrain, number>> = { ROLLING_7D: 7, ROLLING_30D: 30, ROLLING_90D: 90 };

/** The days in a period of a rolling grain, null for a calendar grain. Pure. */
export function rollingDaysOf(grain: RollingGrain): number;
export function rollingDaysOf(grain: Grain): number | null;
export function rollingDaysOf(grain: Grain): number | null {
  return isRolling(grain) ? ROLLING_DAYS[grain] : null;
}

/** Whether the grain has a period for every day. Pure. */
export function isRolling(grain: Grain): grain is RollingGrain {
  return Object.hasOwn(ROLLING_DAYS, grain);
}
