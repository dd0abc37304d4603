import { describe, expect, it } from "vitest";
import { slaPolicy } from "../config/tenant-config.test-support.ts";
import { acted, boundPolicy, historyOf, moved } from "../lead/lead.test-support.ts";
import { staysOf } from "../lead/stay.ts";
import type { LeadEvent } from "../record/records.generated.ts";
import type { ClockOfStay } from "./sla-changes.ts";
import { slaChanges } from "./sla-changes.ts";
import { slaClockAt } from "./sla-clock.ts";

const POLICY = slaPolicy({ ends: [{ kind: "activityBy", actor: "SALES" }], withinMs: 20, warnAfterMs: 10 });

/** The clock of a lead that becomes an MQL at 0, warned of at 10 and due at 20. */
function clockAt(now: number, then: readonly LeadEvent[] = [], channel: string | null = null): ClockOfStay {
  const history = historyOf(moved("MQL", 0, { channel }), ...then);
  const [stay] = staysOf(history);
  if (stay === undefined) throw new Error("an MQL has a stay");
  return { stay, clock: slaClockAt(boundPolicy(POLICY), stay, history, now) };
}

const NONE = undefined;
const NOT_STARTED = clockAt(-1);
const OPEN = clockAt(5);
const AT_RISK = clockAt(15);
const BREACHED = clockAt(25);
const RESOLVED = clockAt(30, [acted("SALES", 25)]);
const MET_BEFORE_WARNING = clockAt(30, [acted("SALES", 10)]);
const MET_AFTER_WARNING = clockAt(30, [acted("SALES", 11)]);
const CANCELLED_BEFORE_WARNING = clockAt(30, [moved("SQL", 10)]);
const CANCELLED_AFTER_WARNING = clockAt(30, [moved("SQL", 20)]);

const STATES = {
  NONE,
  NOT_STARTED,
  OPEN,
  AT_RISK,
  BREACHED,
  RESOLVED,
  MET_BEFORE_WARNING,
  MET_AFTER_WARNING,
  CANCELLED_BEFORE_WARNING,
  CANCELLED_AFTER_WARNING,
};
type Name = keyof typeof STATES;
const CALM: readonly Name[] = [
  "NONE",
  "NOT_STARTED",
  "OPEN",
  "MET_BEFORE_WARNING",
  "MET_AFTER_WARNING",
  "CANCELLED_BEFORE_WARNING",
  "CANCELLED_AFTER_WARNING",
];

describe("what is published of a clock that goes from one state to another", () => {
  it.each<[Name, readonly string[]]>([
    ["AT_RISK", ["AT_RISK"]],
    ["BREACHED", ["BREACHED"]],
    ["RESOLVED", ["BREACHED", "RESOLVED"]],
    ...CALM.map((name): [Name, readonly string[]] => [name, []]),
  ])("from nothing to worry about to %s", (to, kinds) => {
    for (const from of CALM) {
      expect(slaChanges(STATES[from], STATES[to]).map(({ kind }) => kind)).toEqual(kinds);
    }
  });

  it.each<[Name, Name, readonly string[]]>([
    ["AT_RISK", "NONE", ["RETRACTED"]],
    ["AT_RISK", "OPEN", ["RETRACTED"]],
    ["AT_RISK", "NOT_STARTED", ["RETRACTED"]],
    ["AT_RISK", "MET_BEFORE_WARNING", ["RETRACTED"]],
    ["AT_RISK", "CANCELLED_BEFORE_WARNING", ["RETRACTED"]],
    ["AT_RISK", "MET_AFTER_WARNING", ["CLEARED"]],
    ["AT_RISK", "CANCELLED_AFTER_WARNING", ["CLEARED"]],
    ["AT_RISK", "AT_RISK", []],
    ["AT_RISK", "BREACHED", ["BREACHED"]],
    ["AT_RISK", "RESOLVED", ["BREACHED", "RESOLVED"]],
    ["BREACHED", "AT_RISK", ["RETRACTED", "AT_RISK"]],
    ["BREACHED", "BREACHED", []],
    ["BREACHED", "RESOLVED", ["RESOLVED"]],
    ["RESOLVED", "AT_RISK", ["RETRACTED", "AT_RISK"]],
    ["RESOLVED", "BREACHED", ["BREACHED"]],
    ["RESOLVED", "RESOLVED", []],
    ...(["BREACHED", "RESOLVED"] as const).flatMap((from) =>
      CALM.map((to): [Name, Name, readonly string[]] => [from, to, ["RETRACTED"]]),
    ),
  ])("from %s to %s", (from, to, kinds) => {
    expect(slaChanges(STATES[from], STATES[to]).map(({ kind }) => kind)).toEqual(kinds);
  });

  it("states the facts as they are now, of a clock that is gone as they were", () => {
    expect(slaChanges(AT_RISK, BREACHED)).toEqual([{ ...BREACHED, kind: "BREACHED" }]);
    expect(slaChanges(AT_RISK, MET_AFTER_WARNING)).toEqual([{ ...MET_AFTER_WARNING, kind: "CLEARED" }]);
    expect(slaChanges(BREACHED, NONE)).toEqual([{ ...BREACHED, kind: "RETRACTED" }]);
  });
});

describe("a worry that goes on with other facts", () => {
  it.each<[string, ClockOfStay, ClockOfStay]>([
    ["AT_RISK", AT_RISK, clockAt(15, [], "paid")],
    ["BREACHED", BREACHED, clockAt(25, [], "paid")],
    ["RESOLVED", RESOLVED, clockAt(30, [acted("SALES", 25)], "paid")],
    ["RESOLVED", RESOLVED, clockAt(30, [acted("SALES", 25), acted("SALES", 24)])],
  ])("is published again: %s", (kind, before, after) => {
    expect(slaChanges(before, after)).toEqual([{ ...after, kind }]);
  });

  it("is not published again for what an event does not say", () => {
    expect(slaChanges(clockAt(25), clockAt(26))).toEqual([]);
    // A known end ahead of the clock.
    expect(slaChanges(clockAt(25), clockAt(25, [acted("SALES", 40)]))).toEqual([]);
  });
});
