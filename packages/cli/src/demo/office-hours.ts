/**
 * When a company's sales people are at work: 9 to 13 and 14 to 18, Monday to Friday, not on
 * holidays. They do what they do in these hours, wherever they are.
 */
const HOUR_MS = 3_600_000;
const SPANS = [
  [9, 13],
  [14, 18],
] as const;

export interface OfficeHours {
  /** The instant at which local `day` (days since epoch) begins. */
  startOf(day: number): number;
  /** Whether `day` is a working day. */
  isOpen(day: number): boolean;
  /** The instant at which `hours` of open time have passed since `at`; never one at which they are away. */
  after(at: number, hours: number): number;
}

/** Office hours in `timeZone`; `holidays` as MM-DD, in every year. */
export function officeHours(timeZone: string, holidays: readonly string[]): OfficeHours {
  const starts = new Map<number, number>();
  const closed = new Set(holidays);
  const startOf = (day: number): number => {
    let start = starts.get(day);
    if (start === undefined) {
      start = plainDate(day).toZonedDateTime(timeZone).epochMilliseconds;
      starts.set(day, start);
    }
    return start;
  };
  const isOpen = (day: number): boolean => {
    const date = plainDate(day);
    return date.dayOfWeek <= 5 && !closed.has(date.toString().slice(5));
  };
  return {
    startOf,
    isOpen,
    after(at, hours) {
      let left = hours * HOUR_MS;
      for (let day = localDay(at, timeZone); ; day++) {
        if (!isOpen(day)) continue;
        for (const [from, to] of SPANS) {
          const opens = Math.max(at, startOf(day) + from * HOUR_MS);
          const closes = startOf(day) + to * HOUR_MS;
          if (opens >= closes) continue;
          if (left < closes - opens) return Math.floor(opens + left);
          left -= closes - opens;
        }
      }
    },
  };
}

/** The local day (days since epoch) of an instant. Pure. */
export function localDay(at: number, timeZone: string): number {
  return dayNumber(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate());
}

/** Days from 1970-01-01 to `date`. Pure. */
export function dayNumber(date: Temporal.PlainDate): number {
  return Temporal.PlainDate.from("1970-01-01").until(date, { largestUnit: "days" }).days;
}

/** The date so many days after 1970-01-01. Pure. */
export function plainDate(day: number): Temporal.PlainDate {
  return Temporal.PlainDate.from("1970-01-01").add({ days: day });
}
