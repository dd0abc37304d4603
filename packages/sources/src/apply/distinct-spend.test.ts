import type { SpendRecorded } from "@stagefold/domain";
import { describe, expect, test } from "vitest";
import type { Mapped, Mapper } from "../mapped.ts";
import { distinctSpend } from "./distinct-spend.ts";

const SPEND: SpendRecorded = {
  type: "SpendRecorded",
  eventId: "ads:x",
  tenantId: "acme",
  spendId: "ads:paid:c1:EUR:2026-03-01",
  revision: 0,
  firstDay: 20_513,
  lastDay: 20_513,
  amountMicros: 5_000_000,
  currency: "EUR",
  channel: "paid",
  campaignId: "c1",
};

/** Takes a spend as it is given. */
const mapper: Mapper = {
  map: (record): Mapped => ({
    events: [{ kind: "spend", record: record as SpendRecorded }],
    problems: [],
    skipped: null,
  }),
};

describe("a line of spend in one delivery", () => {
  test("given the same row twice, when they are mapped, then both say the same and neither is refused", () => {
    const of = distinctSpend(mapper);
    expect(of.map(SPEND).problems).toEqual([]);
    expect(of.map({ ...SPEND }).problems).toEqual([]);
  });

  test("given two rows of one line with other amounts, when they are mapped, then the second is refused and says what to do", () => {
    const of = distinctSpend(mapper);
    of.map(SPEND);
    const second = of.map({ ...SPEND, amountMicros: 7_000_000 });
    expect(second.events).toEqual([]);
    expect(second.problems[0]?.detail).toContain("ads:paid:c1:EUR:2026-03-01");
    expect(second.problems[0]?.detail).toContain("spendId");
  });

  test("given the same line of another tenant, or in another delivery, when it is mapped, then it is none of the first's", () => {
    const of = distinctSpend(mapper);
    of.map(SPEND);
    expect(of.map({ ...SPEND, tenantId: "other", amountMicros: 1 }).problems).toEqual([]);
    expect(distinctSpend(mapper).map({ ...SPEND, amountMicros: 1 }).problems).toEqual([]);
  });
});
