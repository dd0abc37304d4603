/** Local times become the instants that Temporal finds by another way. */
import { fc, test } from "@fast-check/vitest";
import { describe, expect, test as plainTest } from "vitest";
import { mapperOf, onlyRecord, stageMapper } from "../mapper.test-support.ts";

const ZONES = [
  "UTC",
  "Europe/Rome",
  "America/New_York",
  "America/Sao_Paulo",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "Pacific/Apia",
  "Africa/Casablanca",
];

const mappers = new Map(ZONES.map((zone) => [zone, stageMapper({}, `timeZone: ${zone}`)]));

function instantOf(at: string, zone: string): number {
  const record = onlyRecord(
    mappers.get(zone)?.map({ lead: "x", stage: "MQL", at }) ?? { events: [], problems: [], skipped: null },
  );
  return (record as { readonly occurredAt: number }).occurredAt;
}

/** The first instant of the local clock's reading or later: of a gap its end, of what is shown twice the first. */
function reference(at: string, zone: string): number {
  const local = Temporal.PlainDateTime.from(at);
  const found = local.toZonedDateTime(zone, { disambiguation: "earlier" });
  if (found.toPlainDateTime().equals(local)) return found.epochMilliseconds;
  const before = local.subtract({ hours: 26 }).toZonedDateTime(zone, { disambiguation: "earlier" });
  let next = before.getTimeZoneTransition("next");
  while (next !== null && Temporal.PlainDateTime.compare(next.toPlainDateTime(), local) < 0)
    next = next.getTimeZoneTransition("next");
  return next?.epochMilliseconds ?? Number.NaN;
}

const localTimes = fc
  .integer({ min: Date.UTC(1971, 0), max: Date.UTC(2037, 0) })
  .map((ms) => new Date(ms).toISOString().slice(0, 19));

describe("given a local time", () => {
  test.prop([localTimes, fc.constantFrom(...ZONES)])("then it is the first instant that shows it", (at, zone) => {
    expect(instantOf(at, zone)).toBe(reference(at, zone));
  });

  /** Close to changes of clocks, where it matters. */
  const nearChanges = fc
    .tuple(fc.constantFrom(...ZONES), fc.integer({ min: 0, max: 60 }), fc.integer({ min: -180, max: 180 }))
    .map(([zone, skip, minutes]) => {
      let change = Temporal.Instant.from("1990-01-01T00:00Z").toZonedDateTimeISO(zone);
      for (let i = 0; i < skip; i++) change = change.getTimeZoneTransition("next") ?? change;
      return { zone, at: change.toPlainDateTime().add({ minutes }).toString({ smallestUnit: "second" }) };
    });

  test.prop([nearChanges])("then also where clocks change", ({ zone, at }) => {
    expect(instantOf(at, zone)).toBe(reference(at, zone));
  });
});

plainTest.each([
  ["2018-11-04 00:00", "America/Sao_Paulo", "2018-11-04T03:00:00Z"],
  ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"],
  ["2018-11-04 00:30", "America/Sao_Paulo", "2018-11-04T03:00:00Z"],
  ["2026-03-29 02:30", "Europe/Rome", "2026-03-29T01:00:00Z"],
  ["2026-10-25 02:30", "Europe/Rome", "2026-10-25T00:30:00Z"],
  ["2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00Z"],
])("%s in %s is %s", (at, zone, expected) => {
  expect(instantOf(at, zone)).toBe(Date.parse(expected));
});

plainTest("given a zone in the record, then it counts; an empty one leaves the source's", () => {
  const mapper = stageMapper({ occurredAt: "{ field: at, timeZone: { field: tz } }" }, "timeZone: Europe/Rome");
  const at = (tz: string | undefined) => mapper.map({ lead: "x", stage: "MQL", at: "2026-03-02 09:00", tz });
  expect(onlyRecord(at("America/New_York"))).toMatchObject({ occurredAt: Date.parse("2026-03-02T14:00:00Z") });
  expect(onlyRecord(at(undefined))).toMatchObject({ occurredAt: Date.parse("2026-03-02T08:00:00Z") });
  expect(at("Mars").problems).toEqual([
    {
      field: "tz",
      detail: 'occurredAt: found "Mars" in tz, expected the IANA name of a time zone, like Europe/Rome',
    },
  ]);
});

plainTest("given a day, then a date is the day it says, and an instant the tenant's day", () => {
  const lines =
    "events:\n  - { type: SpendRecorded, firstDay: day, amountMicros: { value: 1 }, currency: { value: EUR } }";
  const days = spendDays(lines);
  expect(days("2026-03-02")).toBe(20_514);
  expect(days("2026-03-02 23:59")).toBe(20_514);
  expect(days("2026-03-02T22:59:59Z")).toBe(20_514);
  expect(days("2026-03-02T23:00:00Z")).toBe(20_515);
});

function spendDays(yaml: string): (day: string) => number {
  const mapper = mapperOf(yaml);
  return (day) => (onlyRecord(mapper.map({ day })) as { readonly firstDay: number }).firstDay;
}
