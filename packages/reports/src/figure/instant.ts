import { formatInstant } from "@stagefold/domain";

/** ISO text, null for null. Pure. */
export function instantOrNull(instant: number | null): string | null {
  return instant === null ? null : formatInstant(instant);
}
