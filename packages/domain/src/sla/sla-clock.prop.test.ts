import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import type { CalendarConfig, SlaEnd, SlaPolicy } from "../config/config.ts";
import { slaPolicy, tenantConfig } from "../config/tenant-config.test-support.ts";
import { eventsOf, historyOf, leadPlanOf } from "../lead/lead.test-support.ts";
import type { LeadFacts } from "../lead/lead-facts.ts";
import { leadFactsAt } from "../lead/lead-facts.ts";

const QUARTER_MS = 900_000;
const quarters = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max }).map((n) => n * QUARTER_MS);

const steps = fc.array(
  fc.record({
    choice: fc.integer({ min: 0, max: 6 }),
    at: quarters(200),
    sequence: fc.constantFrom(null, 0, 1),
    channel: fc.constantFrom(null, "paid", "organic"),
  }),
  { minLength: 1, maxLength: 10 },
);
const calendar: CalendarConfig = {
  timeZone: "Europe/Rome",
  // 1970-01-01, where the steps begin, is a Thursday.
  open: [
    [],
    [],
    [],
    [
      { fromMinute: 540, toMinute: 780 },
      { fromMinute: 840, toMinute: 1_080 },
    ],
    [{ fromMinute: 60, toMinute: 1_440 }],
    [],
    [],
  ],
  holidays: new Set(),
};
const end = fc.constantFrom<SlaEnd>(
  { kind: "leavesStage", stages: null },
  { kind: "leavesStage", stages: ["SQL"] },
  { kind: "activityBy", actor: "SALES" },
);
const policy: fc.Arbitrary<SlaPolicy> = fc
  .record({
    entersStage: fc.constantFrom("MQL", "INQUIRY"),
    when: fc.constantFrom(null, { channel: "paid" }, { channel: null }),
    ends: fc.uniqueArray(end, { minLength: 1, maxLength: 3 }),
    withinMs: fc.integer({ min: 2, max: 60 }).map((n) => n * QUARTER_MS),
    warns: fc.boolean(),
    calendar: fc.constantFrom(null, calendar),
  })
  .map(({ warns, ...differs }) => slaPolicy({ ...differs, warnAfterMs: warns ? differs.withinMs / 2 : null }));
const policies = fc
  .array(policy, { minLength: 1, maxLength: 2 })
  .map((list) => list.map((p, i) => ({ ...p, id: `sla-${i}` })));

/** Instants around those at which something happens, and between them. */
const nearby = fc.tuple(quarters(400), fc.integer({ min: -1, max: 1 })).map(([at, off]) => at + off);

/** Without what says when it will change. */
function statedBy({ stays }: LeadFacts): unknown {
  return stays.map((stay) => ({ ...stay, clocks: stay.clocks.map(({ changesAt: _, ...clock }) => clock) }));
}

describe("what is known of a lead", () => {
  test.prop([steps, policies, nearby, fc.double({ min: 0, max: 1, noNaN: true })], { numRuns: 400 })(
    "given the clock, then it stays as it is until changesAt, which lies ahead",
    (chosen, slas, now, share) => {
      const config = tenantConfig({ slas });
      const plan = leadPlanOf(config);
      const history = historyOf(...eventsOf(chosen, config.funnel.stages));
      const facts = leadFactsAt(history, now, plan);
      const until = facts.changesAt ?? now + 10_000 * QUARTER_MS;

      expect(until).toBeGreaterThan(now);
      const between = now + Math.floor(share * (until - 1 - now));
      for (const later of [between, until - 1]) {
        expect(statedBy(leadFactsAt(history, later, plan))).toEqual(statedBy(facts));
      }
    },
  );

  test.prop([steps, policies, nearby], { numRuns: 400 })(
    "given the clock, then its SLA clocks stand as if nothing later were known",
    (chosen, slas, now) => {
      const config = tenantConfig({ slas });
      const plan = leadPlanOf(config);
      const events = eventsOf(chosen, config.funnel.stages);
      const clocks = (known: typeof events): unknown =>
        leadFactsAt(historyOf(...known), now, plan)
          .stays.flatMap((stay) => stay.clocks)
          .filter(({ state }) => state !== "NOT_STARTED")
          .map(({ changesAt: _, ...clock }) => clock);

      expect(clocks(events)).toEqual(clocks(events.filter(({ occurredAt }) => occurredAt <= now)));
    },
  );
});
