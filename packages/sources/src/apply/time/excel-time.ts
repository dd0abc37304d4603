import { DAY_MS } from "@stagefold/domain";
import { type TimeFound, timeFound } from "./time-found.ts";

const SERIAL = /^(\d{1,7})(?:\.(\d{1,25}))?$/;
/** Days from 1899-12-30, the day before Excel's first as it counts from 1900-03-01 on, to 1970-01-01. */
const EPOCH = 25_569;
/** 1900-03-01: before it Excel counts a leap day that never was. */
const FIRST = 61;
/** 9999-12-31. */
const LAST = 2_958_465;
/** Fewer decimals than this do not tell milliseconds. */
const DECIMALS_OF_MS = 9;

/**
 * A serial number of Excel: days, the time of day as their fraction, on a local clock. With nine decimals or more it
 * is rounded to the ms; with fewer (Excel shows five of 45000.7083333333) to the second, which is what was meant.
 * null: no date from 1900-03-01 to 9999-12-31. Pure.
 */
export function parseExcelTime(text: string): TimeFound | null {
  const match = SERIAL.exec(text);
  if (match === null) return null;
  const [, days, fraction = ""] = match;
  const serial = Number(days);
  if (serial < FIRST || serial > LAST) return null;
  const unit = fraction.length >= DECIMALS_OF_MS ? 1 : 1_000;
  const timeMs = Math.round((Number(`0.${fraction || "0"}`) * DAY_MS) / unit) * unit;
  return timeFound((serial - EPOCH) * DAY_MS + timeMs, true);
}
