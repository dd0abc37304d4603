import { describe, expect, it } from "vitest";
import type { SlaEnd, SlaPolicy } from "../config/config.ts";
import { HOUR_MS, slaPolicy } from "../config/tenant-config.test-support.ts";
import { acted, boundPolicy, historyOf, instant, moved } from "../lead/lead.test-support.ts";
import { staysOf } from "../lead/stay.ts";
import type { LeadEvent } from "../record/records.generated.ts";
import type { SlaClock } from "./sla-clock.ts";
import { slaClockAt, startsClock } from "./sla-clock.ts";

const START = instant("2026-01-05T09:00Z");
const WARN = START + 24 * HOUR_MS;
const DUE = START + 48 * HOUR_MS;
const LEAVING: SlaEnd = { kind: "leavesStage", stages: null };
const SALES: SlaEnd = { kind: "activityBy", actor: "SALES" };
const mql = moved("MQL", START);

/** The clock of the first stay, which is in MQL from START: due after 48 h, warned of after 24. */
function clockAt(now: number, then: readonly LeadEvent[], differs: Partial<SlaPolicy> = {}): SlaClock {
  const history = historyOf(mql, ...then);
  const [stay] = staysOf(history).filter(({ stage }) => stage === "MQL");
  if (stay === undefined) throw new Error("the lead never was an MQL");
  return slaClockAt(boundPolicy(slaPolicy(differs)), stay, history, now);
}

describe("the state of a clock that nothing has ended", () => {
  it.each<[string, number, SlaClock["state"], number | null]>([
    ["before its start", START - 1, "NOT_STARTED", START],
    ["at its start", START, "OPEN", WARN + 1],
    ["at warnAt", WARN, "OPEN", WARN + 1],
    ["past warnAt", WARN + 1, "AT_RISK", DUE + 1],
    ["at dueAt", DUE, "AT_RISK", DUE + 1],
    ["past dueAt", DUE + 1, "BREACHED", null],
  ])("%s", (_when, now, state, changesAt) => {
    expect(clockAt(now, [])).toMatchObject({
      state,
      startedAt: START,
      dueAt: DUE,
      warnAt: WARN,
      endedAt: null,
      changesAt,
    });
  });

  it("is never AT_RISK where the policy does not warn", () => {
    expect(clockAt(DUE, [], { warnAfterMs: null })).toMatchObject({ state: "OPEN", warnAt: null, changesAt: DUE + 1 });
  });
});

describe("the state of a clock that leaving the stage ends", () => {
  it.each<[string, number, number, SlaClock["state"], number | null]>([
    ["left at once", START, START, "MET", START],
    ["left in time, and the clock there", START + 5, START + 5, "MET", START + 5],
    ["left exactly at dueAt", DUE, DUE + 9, "MET", DUE],
    ["left after dueAt", DUE + 1, DUE + 1, "RESOLVED", DUE + 1],
    ["left after dueAt, and the clock not there", DUE + 9, DUE + 8, "BREACHED", null],
    ["left in time, and the clock not there", START + 5, START + 4, "OPEN", null],
    ["left after warnAt, and the clock not there", WARN + 5, WARN + 4, "AT_RISK", null],
  ])("%s", (_when, left, now, state, endedAt) => {
    expect(clockAt(now, [moved("SQL", left)])).toMatchObject({ state, endedAt });
  });

  it("changes next when it is left, where that is known before", () => {
    expect(clockAt(START, [moved("SQL", START + 5)]).changesAt).toBe(START + 5);
    expect(clockAt(WARN + 1, [moved("SQL", DUE)]).changesAt).toBe(DUE);
    expect(clockAt(DUE + 1, [moved("SQL", DUE + 7)]).changesAt).toBe(DUE + 7);
    expect(clockAt(DUE + 7, [moved("SQL", DUE + 7)]).changesAt).toBeNull();
  });
});

describe("a clock whose stay is left without one of its ends", () => {
  it.each<[string, number, number, SlaClock["state"], number | null]>([
    ["before dueAt", DUE - 1, DUE + 9, "CANCELLED", DUE - 1],
    ["at dueAt", DUE, DUE + 9, "CANCELLED", DUE],
    ["after dueAt: then that is its end", DUE + 1, DUE + 9, "RESOLVED", DUE + 1],
    ["before dueAt, and the clock not there", DUE - 1, DUE - 2, "AT_RISK", null],
    ["after dueAt, and the clock between", DUE + 9, DUE + 5, "BREACHED", null],
  ])("left %s", (_when, left, now, state, endedAt) => {
    expect(clockAt(now, [moved("SQL", left)], { ends: [SALES] })).toMatchObject({ state, endedAt });
  });
});

describe("an end on leaving to certain stages", () => {
  const ends: readonly SlaEnd[] = [{ kind: "leavesStage", stages: ["SQL", "REJECTED"] }];

  it.each([
    ["SQL", "MET"],
    ["REJECTED", "MET"],
    ["INQUIRY", "CANCELLED"],
  ])("given the next stage is %s, then the clock is %s", (next, state) => {
    expect(clockAt(DUE, [moved(next, START + 5)], { ends })).toMatchObject({ state, endedAt: START + 5 });
  });
});

describe("an end by activity", () => {
  const ends: readonly SlaEnd[] = [SALES];

  it("is the actor's first after the start, whoever else acts", () => {
    const acts = [acted("MARKETING", START + 1), acted("SALES", START + 7), acted("SALES", START + 3)];

    expect(clockAt(START + 9, acts, { ends })).toMatchObject({ state: "MET", endedAt: START + 3 });
  });

  it.each<[string, Partial<LeadEvent>, SlaClock["state"]]>([
    ["before the entering event in the lead's order", { sequence: -1 }, "OPEN"],
    ["after it", { sequence: 1 }, "MET"],
    ["after it by eventId alone", { eventId: "Z" }, "MET"],
    ["before it by eventId alone", { eventId: "A" }, "OPEN"],
  ])("at the instant of entering counts only after it: %s", (_order, differs, state) => {
    expect(clockAt(START + 9, [acted("SALES", START, differs as object)], { ends }).state).toBe(state);
  });

  it("counts at the instant of leaving, also after the leaving event in the lead's order", () => {
    const left = moved("SQL", START + 5, { sequence: 0 });

    expect(clockAt(DUE, [left, acted("SALES", START + 5, { sequence: 1 })], { ends })).toMatchObject({
      state: "MET",
      endedAt: START + 5,
    });
    expect(clockAt(DUE, [left, acted("SALES", START + 6)], { ends })).toMatchObject({
      state: "CANCELLED",
      endedAt: START + 5,
    });
  });

  it("counts for the visit it falls in, not for one before", () => {
    const again = [moved("INQUIRY", START + 5), moved("MQL", START + 10), acted("SALES", START + 12)];
    const history = historyOf(mql, ...again);
    const visits = staysOf(history).filter(({ stage }) => stage === "MQL");

    const states = visits.map((stay) => slaClockAt(boundPolicy(slaPolicy({ ends })), stay, history, DUE).state);
    expect(states).toEqual(["CANCELLED", "MET"]);
  });
});

describe("a clock with several ends", () => {
  const ends: readonly SlaEnd[] = [SALES, LEAVING];

  it.each<[string, readonly LeadEvent[], number]>([
    ["the activity", [acted("SALES", START + 3), moved("SQL", START + 5)], START + 3],
    ["the leaving", [moved("SQL", START + 5), acted("SALES", START + 7)], START + 5],
  ])("ends with the first of them: %s", (_first, events, endedAt) => {
    expect(clockAt(START + 9, events, { ends })).toMatchObject({ state: "MET", endedAt });
  });
});

describe("what starts a clock", () => {
  const starts = (differs: Partial<SlaPolicy>, carried: Parameters<typeof moved>[2] = {}, stage = "MQL"): boolean => {
    const [stay] = staysOf([moved(stage, START, carried)]);
    return stay !== undefined && startsClock(slaPolicy(differs), stay);
  };

  it("is entering the policy's stage, with no `when` whatever is carried", () => {
    expect(starts({})).toBe(true);
    expect(starts({}, { channel: "paid" })).toBe(true);
    expect(starts({}, {}, "SQL")).toBe(false);
  });

  it.each<[string, NonNullable<SlaPolicy["when"]>, Parameters<typeof moved>[2], boolean]>([
    ["the value asked for", { channel: "paid" }, { channel: "paid", ownerId: "ada" }, true],
    ["another value", { channel: "paid" }, { channel: "organic" }, false],
    ["no value where one is asked for", { channel: "paid" }, {}, false],
    ["no value where none is asked for", { ownerId: null }, { channel: "paid" }, true],
    ["a value where none is asked for", { ownerId: null }, { ownerId: "ada" }, false],
    ["one of two that are asked for", { channel: "paid", campaignId: "spring" }, { channel: "paid" }, false],
    ["both of two", { channel: "paid", campaignId: "spring" }, { channel: "paid", campaignId: "spring" }, true],
    [
      "all of three, one of them none",
      { channel: "paid", campaignId: null, ownerId: "ada" },
      { channel: "paid", ownerId: "ada" },
      true,
    ],
  ])("given %s", (_case, when, carried, expected) => {
    expect(starts({ when }, carried)).toBe(expected);
  });

  it("is what the stay carries as it is entered, not what the lead comes to carry", () => {
    const [stay] = staysOf([mql, moved("MQL", START + 1, { channel: "paid" })]);

    expect(stay !== undefined && startsClock(slaPolicy({ when: { channel: "paid" } }), stay)).toBe(false);
  });
});

describe("a clock with a calendar", () => {
  const nineToFive = [{ fromMinute: 540, toMinute: 1_020 }];
  const calendar = {
    timeZone: "UTC",
    open: [nineToFive, nineToFive, nineToFive, nineToFive, nineToFive, [], []],
    holidays: new Set<number>(),
  };

  it("is due and warned of when so much open time has passed: 8 h from opening is that day's closing", () => {
    expect(clockAt(START, [], { calendar, withinMs: 8 * HOUR_MS, warnAfterMs: 7 * HOUR_MS })).toMatchObject({
      dueAt: instant("2026-01-05T17:00Z"),
      warnAt: instant("2026-01-05T16:00Z"),
    });
  });

  it("stands still over the night and the weekend", () => {
    const dueAt = instant("2026-01-12T09:00:00.001Z");

    expect(clockAt(dueAt, [], { calendar, withinMs: 40 * HOUR_MS + 1, warnAfterMs: null })).toMatchObject({
      state: "OPEN",
      dueAt,
    });
    expect(clockAt(dueAt + 1, [], { calendar, withinMs: 40 * HOUR_MS + 1, warnAfterMs: null }).state).toBe("BREACHED");
  });
});
