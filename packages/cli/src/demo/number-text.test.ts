import { describe, expect, it } from "vitest";
import { countText, durationText, localTimeText, moneyText, monthsText, percentText } from "./number-text.ts";
import { dayNumber } from "./office-hours.ts";

const day = (text: string) => dayNumber(Temporal.PlainDate.from(text));

describe("numbers as text", () => {
  it("shows what is undefined as a dash", () => {
    for (const nothing of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(countText(nothing)).toBe("-");
      expect(percentText(nothing)).toBe("-");
      expect(moneyText(nothing, "EUR")).toBe("-");
      expect(durationText(nothing)).toBe("-");
    }
  });

  it("shows 0 as 0", () => {
    expect([countText(0), percentText(0), moneyText(0, "EUR"), durationText(0)]).toEqual(["0", "0.0%", "€0.00", "<1m"]);
  });

  it("groups digits, beyond 2^53 too", () => {
    expect(countText(1_234_567)).toBe("1,234,567");
    expect(countText(9_007_199_254_740_993n)).toBe("9,007,199,254,740,993");
  });

  it("shows money in its currency, without cents once they no longer matter", () => {
    expect(moneyText(99.5, "USD")).toBe("$99.50");
    expect(moneyText(-1_234.567, "EUR")).toBe("-€1,234.57");
    expect(moneyText(147_657.67, "INR")).toBe("₹147,658");
  });

  it("shows a length in its two largest units", () => {
    const minute = 60_000;
    expect([12 * minute, 65 * minute, 1439 * minute, 1440 * minute, 76.6 * 60 * minute].map(durationText)).toEqual([
      "12m",
      "1h 05m",
      "23h 59m",
      "1d 0h",
      "3d 5h",
    ]);
  });

  it("names months and quarters by the months they hold", () => {
    expect(monthsText(day("2026-01-01"), day("2026-02-01"))).toBe("Jan 2026");
    expect(monthsText(day("2025-11-01"), day("2026-02-01"))).toBe("Nov-Jan 2026");
  });

  it("shows an instant on the clocks of the place", () => {
    const at = Temporal.Instant.from("2026-06-30T21:05:00Z").epochMilliseconds;
    expect(localTimeText(at, "Europe/Rome")).toBe("30 Jun 2026 23:05");
    expect(localTimeText(at, "Asia/Kolkata")).toBe("1 Jul 2026 02:35");
  });
});
