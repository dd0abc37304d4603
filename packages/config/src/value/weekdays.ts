import { type Reading, refuse } from "./reading.ts";

/** Monday first. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** `mon`, or `mon-fri`, or a range that wraps, `sat-mon`: places in WEEKDAYS (SEMANTICS 11). Pure. */
export function readWeekdays(found: unknown): Reading<readonly number[]> {
  const [first, last, ...more] = typeof found === "string" ? found.split("-").map(weekdayOf) : [];
  const refusal = refuse(found, `a day or a range of days of ${WEEKDAYS.join(", ")}, like mon or mon-fri`);
  if (first === undefined || first < 0 || more.length > 0) return refusal;
  if (last === undefined) return { value: [first] };
  if (last < 0 || last === first) return refusal;
  const length = ((last - first + 7) % 7) + 1;
  return { value: Array.from({ length }, (_, step) => (first + step) % 7) };
}

function weekdayOf(name: string): number {
  return (WEEKDAYS as readonly string[]).indexOf(name);
}
