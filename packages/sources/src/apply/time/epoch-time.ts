import { type TimeFound, timeFound } from "./time-found.ts";

/** What is counted. */
export type EpochUnit = "s" | "ms" | "us" | "ns";

/** Digits of a unit behind the ms. */
const FINER: Readonly<Record<EpochUnit, number>> = { s: -3, ms: 0, us: 3, ns: 6 };
const NUMBER = /^(-?)(\d{1,25})(?:\.(\d{1,25}))?$/;

/** A count of units since 1970-01-01T00:00Z, with decimals or without. What is finer than ms is cut. null: no such number. Pure. */
export function parseEpochTime(text: string, unit: EpochUnit): TimeFound | null {
  const match = NUMBER.exec(text);
  if (match === null) return null;
  const [, sign, whole = "", fraction = ""] = match;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const scale = FINER[unit] + fraction.length;
  return timeFound(Number(scale <= 0 ? digits * 10n ** BigInt(-scale) : floorOf(digits, 10n ** BigInt(scale))), false);
}

function floorOf(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend < 0n && quotient * divisor !== dividend ? quotient - 1n : quotient;
}
