import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { localeOf } from "./locale.ts";
import { changeText, countText, exactMoneyText, moneyText, NONE, percentText } from "./number.ts";

test("given a figure that there is none of, then a dash stands for it, and never a nought", () => {
  expect([countText(null), percentText(null), changeText(null), moneyText(null, "EUR")]).toEqual([
    NONE,
    NONE,
    NONE,
    NONE,
  ]);
});

test("given a currency, then its own number of decimals is written, and none of thousands", () => {
  expect(moneyText(12.5, "EUR")).toMatch(/12\.50/);
  expect(moneyText(12.5, "JPY")).not.toMatch(/\./);
  expect(moneyText(12_345.67, "EUR")).toMatch(/12,346$/);
});

test("given a change, then its sign is written", () => {
  expect(changeText(0.12)).toBe("+12.0%");
  expect(changeText(-0.005)).toBe("-0.5%");
  expect(changeText(0)).toBe("0.0%");
});

property.prop([fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })])(
  "given any amount in micros, when it is written exactly, then every digit is there",
  (micros) => {
    const written = exactMoneyText(String(micros), "EUR").replace(/[^\d.-]/g, "");
    const [units = "", fraction = ""] = written.replace("-", "").split(".");

    expect(BigInt(units + fraction.padEnd(6, "0")) * (written.startsWith("-") ? -1n : 1n)).toBe(micros);
  },
);

test("given a reader of another language, then numbers are in English like the page", () => {
  expect(localeOf(["it-IT", "en-US"])).toBe("en-US");
  expect(localeOf(["it-IT"])).toBe("en-GB");
});
