/** Numbers as text. `null` is a figure that there is none of: a dash. Pure. */
import { LOCALE } from "./locale.ts";

/** What stands for no figure. */
export const NONE = "\u2013";

const counts = new Intl.NumberFormat(LOCALE);
const tenths = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const percents = new Intl.NumberFormat(LOCALE, {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const wholePercents = new Intl.NumberFormat(LOCALE, { style: "percent" });
const changesOf = new Intl.NumberFormat(LOCALE, {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: "exceptZero",
});

/** An exact count. */
export function countText(value: number | null): string {
  return value === null ? NONE : counts.format(value);
}

/** With one decimal. */
export function decimalText(value: number | null): string {
  return value === null ? NONE : tenths.format(value);
}

/** 1 is 100 %; for an axis. */
export function wholePercentText(value: number | null): string {
  return value === null ? NONE : wholePercents.format(value);
}

/** 1 is 100 %, with one decimal. */
export function percentText(value: number | null): string {
  return value === null ? NONE : percents.format(value);
}

/** A change with its sign: 0.12 is +12 %. */
export function changeText(value: number | null): string {
  return value === null ? NONE : changesOf.format(value);
}

/** An amount in units of the currency; whole ones where it is large, as nobody reads cents of thousands. */
export function moneyText(value: number | null, currency: string): string {
  if (value === null) return NONE;
  const whole = Math.abs(value) >= 1_000;
  return moneyFormat(currency, whole ? 0 : undefined).format(value);
}

/** An amount from its exact micros, every decimal that it has. */
export function exactMoneyText(micros: string, currency: string): string {
  const digits = micros.replace("-", "").padStart(7, "0");
  const fraction = digits.slice(-6).replace(/0+$/, "");
  const sign = micros.startsWith("-") ? "-" : "";
  const usual = moneyFormat(currency).resolvedOptions().maximumFractionDigits ?? 2;
  const format = moneyFormat(currency, Math.max(usual, fraction.length));
  // A text is taken as the number that it writes, with all its digits: Intl.NumberFormat version 3.
  return format.format(`${sign}${digits.slice(0, -6)}.${fraction || "0"}` as `${number}`);
}

const moneyFormats = new Map<string, Intl.NumberFormat>();

function moneyFormat(currency: string, fractionDigits?: number): Intl.NumberFormat {
  const key = `${currency} ${fractionDigits}`;
  const known = moneyFormats.get(key);
  if (known !== undefined) return known;
  const digits =
    fractionDigits === undefined
      ? {}
      : { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits };
  const format = new Intl.NumberFormat(LOCALE, { style: "currency", currency, ...digits });
  moneyFormats.set(key, format);
  return format;
}
