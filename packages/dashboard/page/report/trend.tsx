import type { Trend } from "@stagefold/reports";
import { changeText } from "../format/number.ts";
import { Value } from "../parts/term.tsx";

export interface TrendMarkProps {
  readonly trend: Trend;
  /** Whether more is better. */
  readonly rising: "good" | "bad";
  readonly text: (value: number | null) => string;
}

/** The change to the period before, with an arrow. */
export function TrendMark({ trend, rising, text }: TrendMarkProps) {
  const { change, previous } = trend;
  if (change === null) return <span class="muted">nothing to compare with</span>;
  const better = change === 0 ? "" : change > 0 === (rising === "good") ? "good" : "bad";
  const arrow = change === 0 ? "\u2192" : change > 0 ? "\u2191" : "\u2193";
  return (
    <>
      <Value def="trend" class={better}>
        <span aria-hidden="true">{arrow}</span> {changeText(change)}
      </Value>{" "}
      from {text(previous)}
    </>
  );
}
