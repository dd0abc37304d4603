import { DIMENSIONS, type Dimension } from "@stagefold/domain";
import type { SegmentFilter } from "../report-data.ts";
import type { SegmentShape } from "../shape/segment.ts";

/** The dimensions that a query names, and nothing else. Pure. */
export function segmentOf(query: SegmentShape): SegmentFilter {
  const segment: Partial<Record<Dimension, string>> = {};
  for (const dimension of DIMENSIONS) {
    const value = query[dimension];
    if (value !== undefined) segment[dimension] = value;
  }
  return segment;
}
