import { fc, test as propTest } from "@fast-check/vitest";
import { compareEvents, type LeadStageChanged } from "@stagefold/domain";
import { expect, test } from "vitest";
import { type KnownMove, stageBefore } from "./stage-before.ts";

const move = (occurredAt: number, stage: string, eventId = stage, sequence: number | null = null): KnownMove => ({
  occurredAt,
  sequence,
  eventId,
  stage,
});

test("given no moves before it, then a lead has no stage yet", () => {
  expect(stageBefore([], move(5, "", "x"))).toBeNull();
  expect(stageBefore([move(6, "MQL")], move(5, "", "x"))).toBeNull();
});

test("given moves in any order, then the last one before the place counts, by instant, sequence and id", () => {
  const timeline = [move(7, "LATER"), move(5, "B", "b", 1), move(5, "A", "z", 0), move(3, "EARLIER")];
  expect(stageBefore(timeline, move(5, "", "c", 1))).toBe("B");
  expect(stageBefore(timeline, move(5, "", "a", 1))).toBe("A");
  expect(stageBefore(timeline, move(5, "", "a", null))).toBe("EARLIER");
  expect(stageBefore(timeline, move(9, "", "a"))).toBe("LATER");
});

test("given the event itself among the moves, then it is not counted", () => {
  expect(stageBefore([move(3, "INQUIRY"), move(5, "MQL", "rule")], move(5, "MQL", "rule"))).toBe("INQUIRY");
  expect(stageBefore([move(4, "MQL", "rule")], move(5, "MQL", "rule"))).toBeNull();
});

const moves = fc.uniqueArray(
  fc.record({
    occurredAt: fc.integer({ min: 0, max: 3 }),
    sequence: fc.constantFrom(null, 0, 1, 2n ** 60n),
    eventId: fc.string({ maxLength: 2, unit: "binary" }),
    stage: fc.constantFrom("A", "B", "C"),
  }),
  { selector: ({ eventId }) => eventId },
);

propTest.prop([moves, fc.nat()])("it is the stage in the order in which the folds see the lead", (timeline, pick) => {
  const place = timeline[pick % Math.max(1, timeline.length)];
  if (place === undefined) return;
  const order = timeline.map((one) => one as unknown as LeadStageChanged).sort(compareEvents);
  const expected = order[order.findIndex(({ eventId }) => eventId === place.eventId) - 1]?.stage ?? null;
  expect(stageBefore(timeline, place)).toBe(expected);
});
