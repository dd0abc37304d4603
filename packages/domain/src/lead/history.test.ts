import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { admit } from "./history.ts";
import { acted, eventsOf, historyOf, moved } from "./lead.test-support.ts";

const mql = moved("MQL", "2026-01-05T09:00Z", { eventId: "e1", channel: "paid" });

describe("a lead's history", () => {
  it("given an event again with the same content, then it is a duplicate", () => {
    expect(admit([mql], { ...mql, attributes: {} })).toEqual({ kind: "duplicate" });
  });

  it.each([
    ["another field", { ...mql, channel: "organic" }],
    ["another attribute", { ...mql, attributes: { region: "north" } }],
    ["a sequence of 0 in place of null", { ...mql, sequence: 0 }],
    ["another record type", acted("SALES", mql.occurredAt, { eventId: "e1" })],
  ])("given an event's id again with %s, then it is a conflict, and the first stands", (_other, event) => {
    expect(admit([mql], event)).toEqual({ kind: "conflict" });
    expect(historyOf(mql, event)).toEqual([mql]);
  });

  it("given a late event, then it takes its place among those that are there, which stay as they were", () => {
    const early = moved("INQUIRY", "2026-01-05T08:00Z");
    const late = moved("SQL", "2026-01-05T10:00Z");
    const known = [early, late];

    expect(admit(known, mql)).toEqual({ kind: "accepted", history: [early, mql, late] });
    expect(known).toEqual([early, late]);
  });

  const steps = fc.array(
    fc.record({
      choice: fc.integer({ min: 0, max: 6 }),
      at: fc.integer({ min: 0, max: 3 }),
      sequence: fc.constantFrom(null, -1, 0, 1),
      channel: fc.constantFrom(null, "paid"),
    }),
    { maxLength: 12 },
  );
  test.prop([steps, fc.infiniteStream(fc.nat())])(
    "given the same events in any order, however often each, then it is the same",
    (chosen, chance) => {
      const events = eventsOf(chosen, ["INQUIRY", "MQL", "SQL", "REJECTED"]);
      const key = new Map([...events, ...events].map((event) => [{ ...event }, chance.next().value as number]));
      const shuffled = [...key].sort(([, a], [, b]) => a - b).map(([event]) => event);

      expect(historyOf(...shuffled)).toEqual(historyOf(...events));
    },
  );
});
