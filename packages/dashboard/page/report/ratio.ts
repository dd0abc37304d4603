import type { Cost, LaggedCost, Rate } from "@stagefold/reports";
import { countText, exactMoneyText } from "../format/number.ts";

/** 3 of 4. */
export function rateExact(rate: Rate | null): string | undefined {
  return rate === null ? undefined : `${countText(rate.n)} of ${countText(rate.d)}`;
}

/** The money and the leads behind a cost, exactly. */
export function costExact(cost: Cost | LaggedCost | null): string | undefined {
  if (cost === null || cost.n === null) return undefined;
  return `${exactMoneyText(cost.n.micros, cost.n.currency)} for ${countText(cost.d)} ${cost.d === 1 ? "lead" : "leads"}`;
}
