import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { admit, growing } from "./history.ts";
import { acted, eventsOf, historyOf, moved } from "./lead.test-support.ts";

const mql = moved("MQL", "2026-01-05T09:00Z", { eventId: "e1", channel: "paid" });

describe("a lead's history", () => {
  it("given an event again with the same content, then it is a duplicate", () => {
    expect(admit(growing([mql]), { ...mql, attributes: {} })).toBe("duplicate");
  });

  it.each([
    ["another field", { ...mql, channel: "organic" }],
    ["another attribute", { ...mql, attributes: { region: "north" } }],
    ["a sequence of 0 in place of null", { ...mql, sequence: 0 }],
    ["another record type", acted("SALES", mql.occurredAt, { eventId: "e1" })],
  ])("given an event's id again with %s, then it is a conflict, and the first stands", (_other, event) => {
    expect(admit(growing([mql]), event)).toBe("conflict");
    expect(historyOf(mql, event)).toEqual([mql]);
  });

  it("given a late event, then it takes its place among those that are there, which stay as they were", () => {
    const early = moved("INQUIRY", "2026-01-05T08:00Z");
    const late = moved("SQL", "2026-01-05T10:00Z");
    const known = [early, late];
    const history = growing(known);

    expect(admit(history, mql)).toBe("accepted");
    expect(history.events).toEqual([early, mql, late]);
    expect(known).toEqual([early, late]);
  });

  it("given a lead of very many events, then late, repeated and conflicting ones are told as of any other", () => {
    const minute = (i: number): string => new Date(Date.UTC(2026, 0, 1, 0, i)).toISOString();
    const events = Array.from({ length: 300 }, (_, i) => moved("MQL", minute(i), { eventId: `e${i}` }));
    const [late, ...others] = events as [(typeof events)[number], ...typeof events];
    const history = growing(others);

    expect(admit(history, late)).toBe("accepted");
    expect(history.events).toEqual(events);
    expect(events.map((event) => admit(history, { ...event }))).toEqual(events.map(() => "duplicate"));
    expect(admit(history, { ...late, reason: "another" })).toBe("conflict");
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
