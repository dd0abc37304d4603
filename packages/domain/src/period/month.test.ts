import { describe, expect, it } from "vitest";
import { parseDay } from "../time/civil-date.ts";
import { formatMonth, monthOf } from "./month.ts";

describe("a month", () => {
  it.each(["0000-01", "1970-01", "2024-02", "9999-12"])(
    "%s is its first day, and back from any of its days",
    (text) => {
      const day = monthOf(text) as number;

      expect(day).toBe(parseDay(`${text}-01`));
      expect(formatMonth(day)).toBe(text);
      expect(formatMonth(day + 27)).toBe(text);
    },
  );

  it.each(["2026-00", "2026-13", "2026-1", "2026-01-01", "202601", "2026-01\n", "", "-2026-01"])(
    "is not %j",
    (text) => {
      expect(monthOf(text)).toBeNull();
    },
  );
});
