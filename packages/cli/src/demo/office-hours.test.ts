import { describe, expect, it } from "vitest";
import { dayNumber, localDay, officeHours, plainDate } from "./office-hours.ts";

const rome = officeHours("Europe/Rome", ["05-01"]);
const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[Europe/Rome]`).epochMilliseconds;

describe("office hours", () => {
  it("are used up across lunch, the night and the weekend", () => {
    expect(rome.after(at("2026-03-05T12:30"), 1)).toBe(at("2026-03-05T14:30"));
    expect(rome.after(at("2026-03-05T17:30"), 1)).toBe(at("2026-03-06T09:30"));
    expect(rome.after(at("2026-03-06T17:30"), 1)).toBe(at("2026-03-09T09:30"));
    expect(rome.after(at("2026-03-05T09:00"), 9)).toBe(at("2026-03-06T10:00"));
  });

  it("begin with the next opening for who comes when all are away", () => {
    expect(rome.after(at("2026-03-07T03:00"), 0)).toBe(at("2026-03-09T09:00"));
    expect(rome.after(at("2026-03-05T18:00"), 0)).toBe(at("2026-03-06T09:00"));
  });

  it("skip holidays", () => {
    expect(rome.isOpen(dayNumber(Temporal.PlainDate.from("2026-05-01")))).toBe(false);
    expect(rome.after(at("2026-04-30T17:30"), 1)).toBe(at("2026-05-04T09:30"));
  });

  it("keep to the local clock over the change to summer time", () => {
    expect(rome.after(at("2026-03-27T17:30"), 1)).toBe(at("2026-03-30T09:30"));
  });
});

describe("days", () => {
  it("are those of the place", () => {
    const instant = Temporal.Instant.from("2026-06-30T21:05:00Z").epochMilliseconds;
    expect(plainDate(localDay(instant, "Europe/Rome")).toString()).toBe("2026-06-30");
    expect(plainDate(localDay(instant, "Asia/Kolkata")).toString()).toBe("2026-07-01");
  });
});
