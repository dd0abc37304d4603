import {
  admit,
  changedStays,
  growing,
  type LeadEvent,
  type LeadFacts,
  type LeadPlan,
  leadFactsAt,
  NO_FACTS,
  type SlaPolicy,
} from "@stagefold/domain";
import type { Store } from "@stagefold/processing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RunningClockCounts, type RunningClocks } from "./running-clocks.ts";

function policy(id: string, withinMs: number, warnAfterMs: number | null): SlaPolicy {
  const ends = [{ kind: "leavesStage", stages: null }] as const;
  return { id, severity: "page", entersStage: "MQL", when: null, ends, withinMs, warnAfterMs, calendar: null };
}

const after = (startedAt: number, ms: number): number => startedAt + ms;
const PLAN: LeadPlan = {
  qualified: "MQL",
  accepted: "SQL",
  rejected: null,
  velocities: [],
  policies: [
    { policy: policy("speed", 10, 5), after },
    { policy: policy("accept", 30, null), after },
  ],
};

/** The names of values as the store of a task keeps them. */
function names(): Store {
  const kept = new Map<string, string>();
  const store: Pick<Store, "meta" | "setMeta"> = {
    meta: (name) => kept.get(name) ?? null,
    setMeta: (name, value) => void kept.set(name, value),
  };
  return store as Store;
}

const steps = fc.array(
  fc.record({
    lead: fc.nat(2),
    stage: fc.constantFrom("NEW", "MQL", "SQL"),
    at: fc.nat(60),
    clockForward: fc.nat(12),
  }),
  { maxLength: 30 },
);

/** By policy and state, how many clocks run, counted one by one. */
function counted(leads: Iterable<LeadFacts>): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { stays } of leads) {
    for (const { slaId, state } of stays.flatMap(({ clocks }) => clocks)) {
      if (["OPEN", "AT_RISK", "BREACHED"].includes(state))
        counts[`${slaId} ${state}`] = (counts[`${slaId} ${state}`] ?? 0) + 1;
    }
  }
  return counts;
}

function said(all: Iterable<RunningClocks>): Record<string, number> {
  const entries = [...all].flatMap(({ slaId, open, atRisk, breached }) => [
    [`${slaId} OPEN`, open] as const,
    [`${slaId} AT_RISK`, atRisk] as const,
    [`${slaId} BREACHED`, breached] as const,
  ]);
  return Object.fromEntries(entries.filter(([, count]) => count !== 0));
}

test("given leads whose events come in any order while the clock goes on, then as many clocks run as are counted one by one, also after a restart", () => {
  fc.assert(
    fc.property(steps, (chosen) => {
      const store = names();
      const counts = new RunningClockCounts(store);
      const histories = [0, 1, 2].map(() => growing([]));
      const facts = histories.map(() => NO_FACTS);
      let clock = 0;
      for (const [n, { lead, stage, at, clockForward }] of chosen.entries()) {
        const nothing = {
          sequence: null,
          reason: null,
          channel: null,
          campaignId: null,
          ownerId: null,
          attributes: {},
        };
        const names = { eventId: `e${n}`, tenantId: "acme", leadId: `lead-${lead}` };
        const event: LeadEvent = { type: "LeadStageChanged", ...names, stage, occurredAt: at, ...nothing };
        admit(histories[lead] as (typeof histories)[number], event);
        clock += clockForward;
        for (const [index, history] of histories.entries()) {
          const is = leadFactsAt(history.events, clock, PLAN);
          counts.change("acme", changedStays(facts[index] as LeadFacts, is));
          facts[index] = is;
        }
        counts.save();

        expect(said(counts.all())).toEqual(counted(facts));
      }
      expect(said(new RunningClockCounts(store).all())).toEqual(counted(facts));
    }),
  );
});

test("given a commit that failed, then what it counted is forgotten", () => {
  const counts = new RunningClockCounts(names());
  const event: LeadEvent = {
    ...{ type: "LeadStageChanged", eventId: "e", tenantId: "acme", leadId: "lead", stage: "MQL", occurredAt: 0 },
    ...{ sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} },
  } as LeadEvent;
  const history = growing([]);
  admit(history, event);
  counts.change("acme", changedStays(NO_FACTS, leadFactsAt(history.events, 1, PLAN)));
  expect(said(counts.all())).toEqual({ "speed OPEN": 1, "accept OPEN": 1 });

  counts.forget();

  expect(said(counts.all())).toEqual({});
});
