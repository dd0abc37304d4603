import type { PeriodShape, SegmentShape, Status } from "@stagefold/reports";
import { go } from "../address/navigate.ts";
import { exactInstantText } from "../format/instant.ts";
import { neighbours, periodText, segmentText } from "../format/period.ts";
import { StatusBadge } from "../parts/status-badge.tsx";
import { useTenant } from "./context.ts";

export interface PeriodHeadingProps {
  readonly period: PeriodShape;
  readonly status?: Status;
  readonly asOf: string | null;
  readonly segment: SegmentShape;
  /** Days of the first and the last period that there is: the way further is closed there. */
  readonly first?: string | null;
  readonly last?: string | null;
}

/** The period that is shown, the ways to the ones beside it, whether it is final, and as of when. */
export function PeriodHeading({ period, status, asOf, segment, first, last }: PeriodHeadingProps) {
  const { timeZone, currency } = useTenant();
  const { before, after } = neighbours(period);
  return (
    <div class="period-heading">
      <button
        type="button"
        class="step"
        aria-label="The period before"
        disabled={first != null && before < first}
        onClick={() => go({ period: before })}
      >
        {"\u2039"}
      </button>
      <h2 aria-live="polite">{periodText(period)}</h2>
      <button
        type="button"
        class="step"
        aria-label="The period after"
        disabled={last != null && after > last}
        onClick={() => go({ period: after })}
      >
        {"\u203a"}
      </button>
      {status === undefined ? null : <StatusBadge status={status} />}
      <span class="muted">
        {segmentText(segment)} · {asOf === null ? "" : `as of ${exactInstantText(asOf, timeZone)} · `}
        days in {timeZone}, money in {currency}
      </span>
    </div>
  );
}
