import type { PeriodShape, SegmentShape, Status } from "@stagefold/reports";
import { keyDay } from "../format/period.ts";
import { PeriodHeading } from "./period-heading.tsx";

interface Row {
  readonly period: PeriodShape;
  readonly status: Status;
}

export interface RangeHeadingProps {
  readonly rows: readonly Row[];
  readonly row: Row;
  readonly asOf: string | null;
  readonly segment: SegmentShape;
}

/** The heading of one period out of a range: the steps end where the range does. */
export function RangeHeading({ rows, row, asOf, segment }: RangeHeadingProps) {
  const day = (index: number) => {
    const there = rows.at(index);
    return there === undefined ? null : keyDay(there.period);
  };
  return (
    <PeriodHeading
      period={row.period}
      status={row.status}
      asOf={asOf}
      segment={segment}
      first={day(0)}
      last={day(-1)}
    />
  );
}
