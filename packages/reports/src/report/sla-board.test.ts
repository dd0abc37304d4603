import { describe, expect, it } from "vitest";
import { acme, breach, DAY, given, HOUR, metric, moved } from "../report.test-support.ts";
import { breachesQuerySchema } from "../shape/breaches.ts";
import { openClocksQuerySchema } from "../shape/open-clocks.ts";
import { slaBoardQuerySchema } from "../shape/sla-board.ts";
import { breaches } from "./breaches.ts";
import { openClocks } from "./open-clocks.ts";
import { slaBoard } from "./sla-board.ts";

// The clock is at 16 March 12:00; MQLs are due after two days, with a warning after one.
const events = [
  moved("overdue", "MQL", "2026-03-14T00:00Z", { ownerId: "marco" }),
  moved("at-risk", "MQL", "2026-03-15T00:00Z"),
  moved("open", "MQL", "2026-03-16T00:00Z", { channel: "paid" }),
  moved("done", "MQL", "2026-03-16T00:00Z"),
  moved("done", "SQL", "2026-03-16T01:00Z"),
];

describe("the open clocks", () => {
  const list = (query: object) => openClocks(given({ events }), openClocksQuerySchema.parse(query));

  it("stand by time left, what is overdue first", () => {
    expect(list({}).rows.map(({ leadId, state, timeLeftMs }) => [leadId, state, timeLeftMs])).toEqual([
      ["overdue", "BREACHED", -12 * HOUR],
      ["at-risk", "AT_RISK", 12 * HOUR],
      ["open", "OPEN", 36 * HOUR],
    ]);
  });

  it("can be asked for by state and segment", () => {
    expect(list({ state: "AT_RISK" }).rows.map(({ leadId }) => leadId)).toEqual(["at-risk"]);
    expect(list({ ownerId: "marco" }).rows.map(({ leadId }) => leadId)).toEqual(["overdue"]);
    expect(list({ channel: "(none)" }).rows.map(({ leadId }) => leadId)).toEqual(["overdue", "at-risk"]);
  });

  it("are paged", () => {
    const first = list({ limit: 2 });

    expect(list({ limit: 2, cursor: first.nextCursor }).rows.map(({ leadId }) => leadId)).toEqual(["open"]);
  });
});

describe("the breaches", () => {
  const context = given({
    breaches: [
      breach("old", "2026-03-01", { endedAt: "2026-03-02" }),
      breach("new", "2026-03-16T00:00Z"),
      breach("taken-back", "2026-03-10", { kind: "RETRACTED" }),
    ],
  });

  it("are newest first, without what was taken back", () => {
    const { rows } = breaches(context, breachesQuerySchema.parse({}));

    expect(rows.map(({ leadId, state, overdueMs }) => [leadId, state, overdueMs])).toEqual([
      ["new", "BREACHED", 12 * HOUR],
      ["old", "RESOLVED", DAY],
    ]);
  });

  it("can be asked for by state", () => {
    const { rows } = breaches(context, breachesQuerySchema.parse({ state: "RESOLVED" }));

    expect(rows.map(({ leadId }) => leadId)).toEqual(["old"]);
  });
});

describe("the SLA board", () => {
  it("has compliance with its counts, and running clocks by state", () => {
    const context = given({
      events,
      metrics: [
        metric("sla_compliance", "decide", { value: 0.5, numerator: 1, denominator: 2 }),
        metric("sla_met", "decide", { value: 1, numerator: 1 }),
        metric("sla_breached", "decide", { value: 1, numerator: 1 }),
      ],
    });

    const board = slaBoard(context, slaBoardQuerySchema.parse({}));
    expect(board.policies).toMatchObject([
      { slaId: "decide", compliance: { n: 1, d: 2, value: 0.5 }, met: 1, breached: 1, cancelled: 0 },
    ]);
    expect(board.openClocks).toEqual({ open: 1, atRisk: 1, breached: 1 });
    expect(board.policies[0]?.openClocks).toEqual(board.openClocks);
  });

  it("groups the breaches of clocks that started in the period", () => {
    const context = given({
      breaches: [
        breach("a", "2026-03-10", { ownerId: "marco" }),
        breach("b", "2026-03-10", { ownerId: "marco", endedAt: "2026-03-11" }),
        breach("c", "2026-03-15T12:00Z"),
        breach("february", "2026-03-02", { ownerId: "marco" }),
      ],
    });

    const { byOwner, byPolicy } = slaBoard(context, slaBoardQuerySchema.parse({})).breaches;
    expect(byOwner).toEqual([
      { key: "marco", open: 1, resolved: 1, maxOverdueMs: 6.5 * DAY },
      { key: null, open: 1, resolved: 0, maxOverdueMs: DAY },
    ]);
    expect(byPolicy).toEqual([{ key: "decide", open: 2, resolved: 1, maxOverdueMs: 6.5 * DAY }]);
  });

  it("takes speed to lead from the agreement that sales keeps by acting, beside what others do", () => {
    const [decide] = acme().slas;
    if (decide === undefined) throw new Error("acme has an agreement");
    const call = { ...decide, id: "call", ends: [{ kind: "activityBy", actor: "SALES" } as const], withinMs: 3 * DAY };
    const within = metric("sla_within_1h", "call", { value: 0.5, numerator: 1, denominator: 2 });
    const context = given({ metrics: [within] }, { config: acme({ slas: [decide, call] }) });

    expect(slaBoard(context, slaBoardQuerySchema.parse({})).speedToLead).toMatchObject({
      slaId: "call",
      share: { n: 1, d: 2, value: 0.5 },
      reference: { share: 0.37, source: expect.stringContaining("Harvard Business Review, March 2011") },
    });
  });
});
