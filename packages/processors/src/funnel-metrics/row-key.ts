/** The number under which a row stands in the store: segment, grain and first day in one safe integer. */
import { CALENDAR_GRAINS, type Grain } from "@stagefold/domain";

const DAYS = 2 ** 28;
const GRAIN_SLOTS = 8;
const SEGMENT = DAYS * GRAIN_SLOTS;
/** So that days before 1970 are positive. */
const DAY_OFFSET = DAYS / 2;
const MAX_SEGMENT = Math.floor(Number.MAX_SAFE_INTEGER / SEGMENT) - 1;

/** The key of a row. Rows of a segment follow each other, by grain and day. */
export function rowKey(segment: number, grain: Grain, start: number): number {
  if (segment > MAX_SEGMENT)
    throw new RangeError(`more than ${MAX_SEGMENT} segments in one partition: use more partitions`);
  return segment * SEGMENT + (CALENDAR_GRAINS as readonly Grain[]).indexOf(grain) * DAYS + start + DAY_OFFSET;
}

/** Keys of all rows of a segment: from, to (exclusive). */
export function rowKeysOf(segment: number): readonly [number, number] {
  return [segment * SEGMENT, (segment + 1) * SEGMENT];
}

/** What a key says. */
export function parseRowKey(key: number): { readonly segment: number; readonly grain: Grain; readonly start: number } {
  const segment = Math.floor(key / SEGMENT);
  const rest = key - segment * SEGMENT;
  const grain = CALENDAR_GRAINS[Math.floor(rest / DAYS)] as Grain;
  return { segment, grain, start: (rest % DAYS) - DAY_OFFSET };
}
