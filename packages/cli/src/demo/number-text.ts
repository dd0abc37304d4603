/**
 * Numbers, times and money as people read them, in English whatever the machine's language.
 * What is undefined is "-", never NaN.
 */
import type { Long } from "@stagefold/domain";

const MINUTE_MS = 60_000;
const HOUR_MIN = 60;
const DAY_MIN = 24 * HOUR_MIN;
const DAY_MS = 86_400_000;

export const UNDEFINED_TEXT = "-";

type Maybe<T> = T | null | undefined;

const COUNT = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const PERCENT = new Intl.NumberFormat("en", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
const MONTH = new Intl.DateTimeFormat("en", { month: "short", timeZone: "UTC" });

/** `1,234`. Pure. */
export function countText(value: Maybe<Long>): string {
  return isDefined(value) ? COUNT.format(value) : UNDEFINED_TEXT;
}

/** `48.3%` for 0.483. Pure. */
export function percentText(value: Maybe<number>): string {
  return isDefined(value) ? PERCENT.format(value) : UNDEFINED_TEXT;
}

/** `€1,234.50` for 1234.5, from 10,000 on without cents. Throws RangeError when `currency` is no code. */
export function moneyText(value: Maybe<number>, currency: string): string {
  if (!isDefined(value)) return UNDEFINED_TEXT;
  const digits = Math.abs(value) < 10_000 ? 2 : 0;
  return new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** A length in ms to the two largest units that say something: `3d 4h`, `2h 05m`, `12m`, `<1m`. Pure. */
export function durationText(value: Maybe<Long>): string {
  if (!isDefined(value)) return UNDEFINED_TEXT;
  const minutes = Math.round(Number(value) / MINUTE_MS);
  if (minutes < 1) return "<1m";
  if (minutes < HOUR_MIN) return `${minutes}m`;
  if (minutes < DAY_MIN) return `${Math.floor(minutes / HOUR_MIN)}h ${String(minutes % HOUR_MIN).padStart(2, "0")}m`;
  const hours = Math.round(minutes / HOUR_MIN);
  return `${COUNT.format(Math.floor(hours / 24))}d ${hours % 24}h`;
}

/** The period from `start` up to `end` (days since epoch, exclusive), whole months: `Jan 2026`, `Feb-Apr 2026`, `Nov-Jan 2026`. Pure. */
export function monthsText(start: number, end: number): string {
  const first = new Date(start * DAY_MS);
  const last = new Date((end - 1) * DAY_MS);
  const [from, to] = [MONTH.format(first), MONTH.format(last)];
  return `${from === to ? from : `${from}-${to}`} ${last.getUTCFullYear()}`;
}

/** An instant on the clocks of `timeZone`: `24 Jun 2026 17:00`. Throws RangeError when there is no such zone. */
export function localTimeText(at: number, timeZone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const month = MONTH.format(new Date(Date.UTC(2026, local.month - 1, 1)));
  return `${local.day} ${month} ${local.year} ${local.toPlainTime().toString({ smallestUnit: "minute" })}`;
}

function isDefined(value: Maybe<Long>): value is Long {
  return value !== null && value !== undefined && (typeof value === "bigint" || Number.isFinite(value));
}
