/** The formats of times, each with what it reads and what it refuses. */
import { describe, expect, test } from "vitest";
import { parseEpochTime } from "./epoch-time.ts";
import { parseExcelTime } from "./excel-time.ts";
import { parseIsoTime } from "./iso-time.ts";
import { knownZone } from "./known-zone.ts";
import { patternTime } from "./pattern-time.ts";
import { timeParser } from "./time-parser.ts";

const instant = (text: string) => ({ ms: Date.parse(text), isLocal: false });
/** What a local clock shows is written as if it were UTC's. */
const local = (text: string) => ({ ms: Date.parse(`${text}Z`), isLocal: true });

describe("ISO 8601", () => {
  test.each([
    ["2026-03-01T09:00:00Z", instant("2026-03-01T09:00:00Z")],
    ["2026-03-01T09:00:00.123Z", instant("2026-03-01T09:00:00.123Z")],
    ["2026-03-01T09:00:00.123987Z", instant("2026-03-01T09:00:00.123Z")],
    ["2026-03-01T09:00:00,5Z", instant("2026-03-01T09:00:00.5Z")],
    ["2026-03-01T09:00:00.000+0000", instant("2026-03-01T09:00:00Z")],
    ["2026-03-01T09:00:00+05:30", instant("2026-03-01T03:30:00Z")],
    ["2026-03-01 09:00:00-03", instant("2026-03-01T12:00:00Z")],
    ["2026-03-01 09:00:00 +0200", instant("2026-03-01T07:00:00Z")],
    ["2026-03-01 09:00:00 UTC", instant("2026-03-01T09:00:00Z")],
    ["2026-03-01t09:00z", instant("2026-03-01T09:00:00Z")],
    ["2026-03-01T09:00:00", local("2026-03-01T09:00:00")],
    ["2026-03-01 09:00", local("2026-03-01T09:00:00")],
    ["2026-03-01", local("2026-03-01T00:00:00")],
    ["2028-02-29", local("2028-02-29T00:00:00")],
  ])("%s", (text, expected) => {
    expect(parseIsoTime(text)).toEqual(expected);
  });
  test.each([
    "",
    "soon",
    "2026-02-29",
    "2026-13-01",
    "2026-03-01T24:00:00Z",
    "2026-03-01T09:60:00Z",
    "2026-03-01T09:00:60Z",
    "2026-03-01T09:00:00+24:00",
    "2026-03-01T9:00:00Z",
    "2026-03-01T09Z",
    "2026-03-01Z",
    "2026-03-01T09:00:00Zulu",
    "01/03/2026",
    "20260301",
  ])("refuses %s", (text) => {
    expect(parseIsoTime(text)).toBeNull();
  });
});

describe("counts since 1970", () => {
  test.each([
    ["1772355600", "s", 1_772_355_600_000],
    ["1772355600.25", "s", 1_772_355_600_250],
    ["1772355600123", "ms", 1_772_355_600_123],
    ["1772355600123.9", "ms", 1_772_355_600_123],
    ["1772355600123456", "us", 1_772_355_600_123],
    ["1772355600123456789", "ns", 1_772_355_600_123],
    ["-1", "ns", -1],
    ["-1500", "ms", -1_500],
    ["-1.0005", "s", -1_001],
    ["0", "ms", 0],
  ] as const)("%s %s", (text, unit, ms) => {
    expect(parseEpochTime(text, unit)).toEqual({ ms, isLocal: false });
  });
  test.each([
    ["1.77E+12", "ms"],
    ["1772355600 ", "s"],
    ["99999999999999999999", "s"],
    ["8640000000000001", "ms"],
    ["2026-03-01", "s"],
  ] as const)("refuses %s %s", (text, unit) => {
    expect(parseEpochTime(text, unit)).toBeNull();
  });
});

describe("days of Excel", () => {
  test.each([
    ["46082", "2026-03-01T00:00:00"],
    ["46082.375", "2026-03-01T09:00:00"],
    ["46082.70833", "2026-03-01T17:00:00"],
    ["46082.7083333333", "2026-03-01T17:00:00"],
    ["46082.3750057870", "2026-03-01T09:00:00.5"],
    ["61", "1900-03-01T00:00:00"],
  ])("%s is %s", (text, expected) => {
    expect(parseExcelTime(text)).toEqual(local(expected));
  });
  test.each(["60", "0", "1772355600", "2958466", "-1", "4.6E4", "46082,375"])("refuses %s", (text) => {
    expect(parseExcelTime(text)).toBeNull();
  });
});

describe("patterns", () => {
  test.each([
    ["dd/MM/yyyy HH:mm", "02/03/2026 09:05", local("2026-03-02T09:05:00")],
    ["M/d/yy, h:mm a", "3/2/26, 9:05 PM", local("2026-03-02T21:05:00")],
    ["d MMM yyyy", "2 Mar 2026", local("2026-03-02T00:00:00")],
    ["dd.MM.yyyy", "02.03.2026", local("2026-03-02T00:00:00")],
    ["yyyy-MM-dd'T'HH:mm", "2026-03-02T09:05", local("2026-03-02T09:05:00")],
    ["yyyy-MM-dd HH:mm ZZZ", "2026-03-02 09:05 +0200", instant("2026-03-02T07:05:00Z")],
    ["'Z' dd/MM/yyyy", "Z 02/03/2026", local("2026-03-02T00:00:00")],
    ["dd/MM/yyyy HH:mm", "29/03/2026 02:30", local("2026-03-29T02:30:00")],
  ])("%s reads %s", (pattern, text, expected) => {
    expect(patternTime(pattern)(text)).toEqual(expected);
  });
  test.each([
    ["dd/MM/yyyy", "31/02/2026"],
    ["dd/MM/yyyy", "03/13/2026"],
    ["dd/MM/yyyy", "02/03/2026 09:00"],
    ["dd/MM/yyyy", `02/03/2026${" ".repeat(1_000_000)}`],
  ])("%s refuses %s", (pattern, text) => {
    expect(patternTime(pattern)(text)).toBeNull();
  });
});

test("of several formats the first that fits counts, and a refusal names them all", () => {
  const { parse, expected } = timeParser([
    { kind: "iso" },
    { kind: "excel" },
    { kind: "pattern", pattern: "dd/MM/yyyy" },
  ]);
  expect([parse("2026-03-01"), parse("46082"), parse("01/03/2026")]).toEqual(
    Array(3).fill(local("2026-03-01T00:00:00")),
  );
  expect(parse("March")).toBeNull();
  expect(expected).toMatch(/ISO 8601.* or excel.* or dd\/MM\/yyyy$/);
});

test("zones are known by the names of places, in any capitals", () => {
  expect(knownZone("europe/rome")?.timeZone).toBe("Europe/Rome");
  expect(knownZone("UTC")?.timeZone).toBe("UTC");
  for (const name of ["", "+02:00", "Rome", "2026-03-01T00:00[Europe/Rome]", "x".repeat(1_000_000)])
    expect(knownZone(name)).toBeNull();
});
