import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import type { LeadEvent } from "../record/records.generated.ts";
import { compareEvents, compareUtf8 } from "./event-order.ts";
import { acted, moved } from "./lead.test-support.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  // Where UTF-16 and UTF-8 disagree: the last of the plane below the surrogates' code points.
  fc
    .array(fc.constantFrom("a", "\u{d7ff}", "\u{e000}", "\u{ffff}", "\u{10000}", "\u{10ffff}"), { maxLength: 4 })
    .map((parts) => parts.join("")),
);

/** UTF-8 orders like code points. */
function byCodePoints(a: string, b: string): number {
  const [x, y] = [[...a], [...b]].map((chars) => chars.map((char) => char.codePointAt(0) as number)) as [
    number[],
    number[],
  ];
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return (x[i] as number) - (y[i] as number);
  return x.length - y.length;
}

const anyEvent: fc.Arbitrary<LeadEvent> = fc
  .record({
    occurredAt: fc.integer({ min: 0, max: 2 }),
    sequence: fc.oneof(fc.constant(null), fc.integer({ min: -1, max: 1 }), fc.constantFrom(2n ** 60n, -(2n ** 60n))),
    eventId: fc.constantFrom("a", "b", "\u{ffff}", "\u{10000}"),
    acts: fc.boolean(),
  })
  .map(({ acts, occurredAt, ...differs }) =>
    acts ? acted("SALES", occurredAt, differs) : moved("MQL", occurredAt, differs),
  );

describe("the order of texts by UTF-8 bytes", () => {
  test.prop([anyText, anyText])("is that of their code points", (a, b) => {
    expect(Math.sign(compareUtf8(a, b))).toBe(Math.sign(byCodePoints(a, b)));
  });

  it("puts a character beyond the first plane after all of the first, as UTF-16 does not", () => {
    expect(compareUtf8("\u{10000}", "\u{ffff}")).toBeGreaterThan(0);
    expect("\u{10000}" < "\u{ffff}").toBe(true);
  });
});

describe("the order of a lead's events", () => {
  it.each<[string, LeadEvent, LeadEvent]>([
    [
      "occurredAt first",
      moved("MQL", 1, { sequence: 9, eventId: "z" }),
      moved("MQL", 2, { sequence: 0, eventId: "a" }),
    ],
    ["then sequence", moved("MQL", 1, { sequence: 1, eventId: "z" }), acted("SALES", 1, { sequence: 2, eventId: "a" })],
    [
      "a sequence of null as 0: after -1",
      moved("MQL", 1, { sequence: -1, eventId: "z" }),
      moved("MQL", 1, { eventId: "a" }),
    ],
    [
      "a sequence of null as 0: before 1",
      moved("MQL", 1, { eventId: "z" }),
      moved("MQL", 1, { sequence: 1, eventId: "a" }),
    ],
    [
      "sequences of 64 bits exactly",
      moved("MQL", 1, { sequence: 2n ** 60n, eventId: "z" }),
      moved("MQL", 1, { sequence: 2n ** 60n + 1n, eventId: "a" }),
    ],
    [
      "then eventId, null and 0 being one",
      moved("MQL", 1, { eventId: "a" }),
      moved("MQL", 1, { sequence: 0, eventId: "b" }),
    ],
    ["eventId by UTF-8", moved("MQL", 1, { eventId: "\u{ffff}" }), acted("SALES", 1, { eventId: "\u{10000}" })],
  ])("is by %s", (_by, first, second) => {
    expect(compareEvents(first, second)).toBeLessThan(0);
    expect(compareEvents(second, first)).toBeGreaterThan(0);
  });

  test.prop([anyEvent, anyEvent, anyEvent])("is an order: the same both ways round, and through a third", (a, b, c) => {
    expect(Math.sign(compareEvents(a, b)) + Math.sign(compareEvents(b, a))).toBe(0);
    if (compareEvents(a, b) <= 0 && compareEvents(b, c) <= 0) expect(compareEvents(a, c)).toBeLessThanOrEqual(0);
  });
});
