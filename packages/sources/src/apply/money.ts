import { type Long, toLong } from "@stagefold/domain";

/** What one of the number is. */
export type MoneyUnit = "units" | "cents" | "micros";

/** How amounts are written. */
export interface MoneyForm {
  readonly unit: MoneyUnit;
  readonly decimal: "." | ",";
}

/** A sign or a code of a currency, before the number or behind it. */
const CURRENCY_BEFORE = /^(?:\p{Sc}|[A-Z]{3}(?=[\s\d(-]))\s*/u;
const CURRENCY_BEHIND = /\s*(?:\p{Sc}|[A-Z]{3})$/u;
const SPACES = /[\s\u00a0\u2009\u202f]/g;
/** Thousands are set apart by what is no decimal sign, in threes (in India also in twos before the last three). */
const WITH_POINT = /^(\d+|\d{1,3}(?:[,'’ ]\d{2,3})*[,'’ ]\d{3})?(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
const WITH_COMMA = /^(\d+|\d{1,3}(?:[.'’ ]\d{2,3})*[.'’ ]\d{3})?(?:,(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
/** More is no money, and would cost time. */
const LONGEST = 60;

/** Digits of a unit behind which micros stand. */
const PLACES: Readonly<Record<MoneyUnit, number>> = { units: 6, cents: 4, micros: 0 };
const LARGEST = 2n ** 63n - 1n;

/**
 * An amount as micros, by its digits: `1,234.50`, `€ 1.234,50`, `(12.30)`, `-0.5`, `1.2e-05`. What is finer than a micro
 * is rounded, half away from zero, as SEMANTICS 7 rounds. null: it is no amount, or beyond 64 bits. Pure.
 */
export function parseMoney(text: string, { unit, decimal }: MoneyForm): Long | null {
  if (text.length > LONGEST) return null;
  const inParentheses = text.startsWith("(") && text.endsWith(")");
  const bare = withoutCurrency(inParentheses ? text.slice(1, -1).trim() : text);
  const isNegative = /^[-−]/.test(bare);
  if (inParentheses && isNegative) return null;
  const number = withoutCurrency(bare.replace(/^[-−+]/, "").trim()).replace(SPACES, " ");
  const [matched, whole = "", fraction = "", exponent = "0"] =
    (decimal === "." ? WITH_POINT : WITH_COMMA).exec(number) ?? [];
  const digits = `${whole.replace(/\D/g, "")}${fraction}`;
  if (matched === undefined || digits === "") return null;
  const micros = scaled(BigInt(digits), PLACES[unit] - fraction.length + Number(exponent));
  if (micros > LARGEST) return null;
  return toLong(isNegative || inParentheses ? -micros : micros);
}

function withoutCurrency(text: string): string {
  return text.replace(CURRENCY_BEFORE, "").replace(CURRENCY_BEHIND, "");
}

/** `digits` times ten to the power of `places`, rounded half up. */
function scaled(digits: bigint, places: number): bigint {
  if (places >= 0) return digits === 0n ? 0n : digits * 10n ** BigInt(places);
  const divisor = 10n ** BigInt(-places);
  return (digits + divisor / 2n) / divisor;
}
