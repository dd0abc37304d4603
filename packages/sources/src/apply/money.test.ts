import { fc, test as propTest } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { type MoneyForm, parseMoney } from "./money.ts";

const UNITS: MoneyForm = { unit: "units", decimal: "." };
const COMMA: MoneyForm = { unit: "units", decimal: "," };

describe("amounts are read by their digits", () => {
  test.each([
    ["0", UNITS, 0],
    ["12", UNITS, 12_000_000],
    ["12.34", UNITS, 12_340_000],
    ["1,234.50", UNITS, 1_234_500_000],
    ["1,234,567", UNITS, 1_234_567_000_000],
    ["12,34,567.89", UNITS, 1_234_567_890_000],
    ["1 234.5", UNITS, 1_234_500_000],
    ["1\u202f234.5", UNITS, 1_234_500_000],
    ["1'234.50", UNITS, 1_234_500_000],
    [".5", UNITS, 500_000],
    ["5.", UNITS, 5_000_000],
    ["-12.34", UNITS, -12_340_000],
    ["−12.34", UNITS, -12_340_000],
    ["(12.34)", UNITS, -12_340_000],
    ["+1", UNITS, 1_000_000],
    ["$1,234.50", UNITS, 1_234_500_000],
    ["-$5", UNITS, -5_000_000],
    ["€ -5", UNITS, -5_000_000],
    ["1.50 EUR", UNITS, 1_500_000],
    ["EUR 1.50", UNITS, 1_500_000],
    ["1.2e-05", UNITS, 12],
    ["1E3", UNITS, 1_000_000_000],
    ["€ 1.234,50", COMMA, 1_234_500_000],
    ["0,1", COMMA, 100_000],
    ["1.234", COMMA, 1_234_000_000],
    ["1234", { unit: "cents", decimal: "." }, 12_340_000],
    ["1234567", { unit: "micros", decimal: "." }, 1_234_567],
    ["9007199254740993", { unit: "micros", decimal: "." }, 9_007_199_254_740_993n],
  ] as const)("%s", (text, form, micros) => {
    expect(parseMoney(text, form)).toBe(micros);
  });
  test.each([
    ["0.0000005", 1],
    ["0.00000049999", 0],
    ["-0.0000005", -1],
    ["125.1280349230", 125_128_035],
  ])("what is finer than a micro is rounded half away from zero: %s", (text, micros) => {
    expect(parseMoney(text, UNITS)).toBe(micros);
  });
  test.each([
    ["", UNITS],
    ["--", UNITS],
    [".", UNITS],
    ["free", UNITS],
    ["12,34", UNITS],
    ["1,2345", UNITS],
    ["12.34.56", UNITS],
    ["1,234.50", COMMA],
    ["12.34", COMMA],
    ["-(5)", UNITS],
    ["(-5)", UNITS],
    ["5%", UNITS],
    ["1e400", UNITS],
    ["9223372036854775808", { unit: "micros", decimal: "." }],
    ["9".repeat(1_000_000), UNITS],
  ] as const)("refuses %s", (text, form) => {
    expect(parseMoney(text, form)).toBeNull();
  });
});

const digits = fc.bigInt({ min: 0n, max: 9_000_000_000_000n });

propTest.prop([digits, fc.integer({ min: 0, max: 999_999 }), fc.boolean(), fc.constantFrom(".", ",")])(
  "whatever the amount, it equals integer arithmetic",
  (whole, fraction, isNegative, decimal) => {
    const grouped = whole.toString().replace(/\B(?=(\d{3})+$)/g, decimal === "." ? "," : ".");
    const text = `${isNegative ? "-" : ""}${grouped}${decimal}${String(fraction).padStart(6, "0")}`;
    const micros = (whole * 1_000_000n + BigInt(fraction)) * (isNegative ? -1n : 1n);
    const found = parseMoney(text, { unit: "units", decimal: decimal as "." | "," });
    expect(found === null ? null : BigInt(found)).toBe(micros);
  },
);
