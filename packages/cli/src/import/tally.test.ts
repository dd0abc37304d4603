import type { LeadStageChanged } from "@stagefold/domain";
import type { MappedEvent } from "@stagefold/sources";
import { describe, expect, test } from "vitest";
import { Counting, refusedBecause } from "./tally.ts";

const origin = { file: "leads.csv", line: 2, index: 0 };
const record = { type: "LeadStageChanged", eventId: "e" } as LeadStageChanged;
const event: MappedEvent = { kind: "record", record };
const rule: MappedEvent = { kind: "rule", ruleId: "score-100", record, from: new Set([null]) };

describe("the tally of an import", () => {
  test("counts what became of events by type and reason", () => {
    const counting = new Counting();
    counting.outcome(event, { status: "accepted", eventId: "a" }, origin);
    counting.outcome(event, { status: "duplicate", eventId: "a" }, origin);
    counting.outcome(rule, { status: "not-due", eventId: "r", detail: "lead 1 stands in SQL" }, origin);
    const refused = counting.outcome(
      event,
      { status: "refused", eventId: "b", reason: "UNKNOWN_STAGE", detail: "no such stage" },
      origin,
    );
    counting.skip("stage: subscriber is passed over");

    expect(refused).toEqual({ ...origin, reason: "UNKNOWN_STAGE", field: null, detail: "no such stage" });
    expect(counting.tally()).toEqual({
      records: 0,
      events: 4,
      published: { LeadStageChanged: 1 },
      duplicates: 1,
      notDue: [{ reason: "rule score-100", count: 1 }],
      skipped: [{ reason: "stage: subscriber is passed over", count: 1 }],
      refused: [{ reason: "UNKNOWN_STAGE", field: null, count: 1, examples: [refused] }],
    });
  });

  test("keeps the first five of a kind, the most frequent kind first", () => {
    const counting = new Counting();
    const refuse = (field: string, line: number) =>
      counting.refuse(refusedBecause([{ field, detail: `${field} is wrong` }], { ...origin, line }));
    refuse("lead", 1);
    for (let line = 2; line < 9; line++) refuse("stage", line);

    const { refused } = counting.tally();
    expect(refused.map(({ field, count, examples }) => [field, count, examples.map(({ line }) => line)])).toEqual([
      ["stage", 7, [2, 3, 4, 5, 6]],
      ["lead", 1, [1]],
    ]);
  });

  test("a record with several problems is refused once, for all of them", () => {
    const problems = [
      { field: "lead", detail: "it is empty" },
      { field: "at", detail: "it is no time" },
    ];
    expect(refusedBecause(problems, origin)).toMatchObject({ field: "lead", detail: "it is empty; it is no time" });
  });

  test("stays small where every record has a reason of its own", () => {
    const counting = new Counting();
    for (let n = 0; n < 5_000; n++) {
      counting.skip(`reason ${n}`);
      counting.refuse({ ...origin, reason: "MAPPING", field: `field ${n}`, detail: "" });
    }
    const { skipped, refused } = counting.tally();
    expect([skipped.length, refused.length]).toEqual([101, 101]);
    expect([skipped[0], refused[0]]).toMatchObject([
      { reason: "other reasons", count: 4_900 },
      { reason: "other reasons", count: 4_900 },
    ]);
  });
});
