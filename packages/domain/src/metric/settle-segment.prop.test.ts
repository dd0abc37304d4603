import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import type { LagConfig, SegmentSet, TenantConfig } from "../config/config.ts";
import { HOUR_MS, slaPolicy, tenantConfig } from "../config/tenant-config.test-support.ts";
import { eventsOf } from "../lead/lead.test-support.ts";
import { formatMonth } from "../period/month.ts";
import type { LeadEvent } from "../record/records.generated.ts";
import { DAY_MS, formatDay } from "../time/civil-date.ts";
import type { Said, TenantMetrics } from "./tenant-metrics.test-support.ts";
import { lineOf, tenantMetrics } from "./tenant-metrics.test-support.ts";

/** Something arrives, or the clock goes on so many hours. */
type Arrival =
  | { readonly kind: "event"; readonly lead: number; readonly event: LeadEvent }
  | { readonly kind: "spend"; readonly day: number; readonly micros: bigint; readonly channel: string | null }
  | { readonly kind: "target"; readonly month: number; readonly target: number; readonly channel: string | null };

/** Days of January to March 1970, and what happens on them. */
const LAST_DAY = 75;
const channel = fc.constantFrom(null, "paid", "organic");
const arrivals: fc.Arbitrary<readonly Arrival[]> = fc
  .record({
    steps: fc.array(
      fc.record({
        choice: fc.integer({ min: 0, max: 6 }),
        at: fc.integer({ min: 0, max: LAST_DAY * 4 }).map((quarters) => quarters * 6 * HOUR_MS),
        sequence: fc.constantFrom(null, 1),
        channel,
      }),
      { minLength: 1, maxLength: 12 },
    ),
    spends: fc.array(
      fc.record({ day: fc.integer({ min: 0, max: LAST_DAY }), micros: fc.constantFrom(6n, -6n, 35n), channel }),
      { maxLength: 4 },
    ),
    targets: fc.uniqueArray(
      fc.record({ month: fc.integer({ min: 0, max: 2 }), target: fc.integer({ min: 0, max: 3 }), channel }),
      { maxLength: 4, selector: ({ month, channel: of }) => `${month}${of}` },
    ),
    order: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
  })
  .map(({ steps, spends, targets, order }) => {
    const all: Arrival[] = [
      ...eventsOf(steps, tenantConfig().funnel.stages).map(
        (event, i): Arrival => ({ kind: "event", lead: i % 4, event }),
      ),
      ...spends.map((spend): Arrival => ({ kind: "spend", ...spend })),
      ...targets.map((target): Arrival => ({ kind: "target", ...target })),
    ];
    return all
      .map((arrival, i) => ({ arrival, by: order[i] as number }))
      .toSorted((a, b) => a.by - b.by)
      .map(({ arrival }) => arrival);
  });

const sets: readonly SegmentSet[] = [
  { dimensions: [], grains: ["DAY", "MONTH", "QUARTER", "ROLLING_7D", "ROLLING_30D"] },
  { dimensions: ["channel"], grains: ["DAY", "WEEK", "ROLLING_7D"] },
  { dimensions: ["ownerId"], grains: ["MONTH"] },
];
const lag = fc.constantFrom<LagConfig | null>(
  null,
  { kind: "days", days: 5 },
  { kind: "velocity", pair: { from: "*", to: "SQL" }, roundToDays: 3 },
);

function configured(withLag: LagConfig | null, timeZone: string): TenantConfig {
  const base = tenantConfig();
  return tenantConfig({
    timeZone,
    lag: withLag,
    segments: sets,
    funnel: { ...base.funnel, velocities: [{ from: "MQL", to: "SQL" }] },
    slas: [
      slaPolicy({
        ends: [
          { kind: "activityBy", actor: "SALES" },
          { kind: "leavesStage", stages: ["SQL"] },
        ],
      }),
    ],
  });
}

function arrive(tenant: TenantMetrics, arrival: Arrival): void {
  switch (arrival.kind) {
    case "event":
      tenant.lead(String(arrival.lead), arrival.event);
      break;
    case "spend":
      tenant.spend(formatDay(arrival.day), arrival.micros, { channel: arrival.channel });
      break;
    case "target":
      tenant.target("SQL", formatMonth(arrival.month * 31), BigInt(arrival.target), arrival.channel);
      break;
  }
}

/** What the newest values say: of closed ones not whether FINAL or RESTATED, of emptied ones nothing. SEMANTICS 8. */
function stated(newest: Iterable<Said>): readonly string[] {
  return [...newest]
    .filter(({ n, d, samples, of }) => Boolean(n) || Boolean(d) || samples !== null || of.startsWith("target_"))
    .map((said) => lineOf(said).replace(/RESTATED$/, "FINAL"))
    .sort();
}

describe("what is published of a tenant", () => {
  test.prop(
    [
      arrivals,
      lag,
      fc.constantFrom("UTC", "America/Sao_Paulo"),
      fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 20, maxLength: 20 }),
      fc.integer({ min: 0, max: 2_400 }),
    ],
    { numRuns: 150 },
  )(
    "given arrivals in any number of commits at any clocks, then the newest values are those of one commit, and each is FINAL at most once",
    (all, withLag, timeZone, strides, endHour) => {
      const config = configured(withLag, timeZone);
      const once = tenantMetrics(config);
      for (const arrival of all) arrive(once, arrival);
      once.commit(endHour * HOUR_MS, { ending: true });

      const often = tenantMetrics(config);
      const statuses = new Map<string, string[]>();
      const commit = (hour: number, ending: boolean): void => {
        for (const { of, status } of often.commit(Math.min(hour, endHour) * HOUR_MS, { ending })) {
          const told = statuses.get(of) ?? [];
          told.push(status);
          statuses.set(of, told);
        }
      };
      let hour = -24;
      for (const [i, arrival] of all.entries()) {
        arrive(often, arrival);
        const stride = strides[i] as number;
        // A third of the arrivals share a commit with the next; many commits share a clock.
        if (stride % 3 === 0) continue;
        hour += stride < 200 ? 0 : stride - 200;
        commit(hour, false);
      }
      commit(endHour, true);

      expect(stated(often.newest().values())).toEqual(stated(once.newest().values()));
      for (const [of, told] of statuses) {
        expect(told.join(" "), of).toMatch(IN_ORDER);
      }
    },
  );

  test.prop([arrivals, lag, fc.integer({ min: 0, max: 2_400 })], { numRuns: 60 })(
    "given a state that was rebuilt in one commit, then what is published from there on makes what was published before true",
    (all, withLag, hour) => {
      const config = configured(withLag, "UTC");
      const [lived, rebuilt] = [tenantMetrics(config), tenantMetrics(config)];
      const statuses = new Map<string, string[]>();
      const note = (said: readonly Said[]): void => {
        for (const { of, status } of said) statuses.set(of, [...(statuses.get(of) ?? []), status]);
      };
      const half = all.length / 2;
      for (const [i, arrival] of all.slice(0, half).entries()) {
        arrive(lived, arrival);
        arrive(rebuilt, arrival);
        const clock = Math.min(i * 9 * DAY_MS, hour * HOUR_MS);
        note(lived.commit(clock));
        rebuilt.count(clock);
      }
      note(lived.commit(hour * HOUR_MS));
      rebuilt.commit(hour * HOUR_MS, { rebuilding: true });
      rebuilt.recall(lived);
      rebuilt.commit(hour * HOUR_MS, { rebuilding: true });
      const newest = new Map(lived.newest());
      for (const arrival of all.slice(half)) {
        arrive(lived, arrival);
        arrive(rebuilt, arrival);
      }
      const end = (hour + 30) * HOUR_MS;
      lived.commit(end, { ending: true });
      const after = rebuilt.commit(end, { ending: true });
      note(after);
      for (const said of after) newest.set(said.of, said);

      expect(stated(newest.values())).toEqual(stated(lived.newest().values()));
      for (const [of, told] of statuses) expect(told.join(" "), of).toMatch(IN_ORDER);
    },
  );
});

/** Of a key's statuses: FINAL at most once, and nothing PROVISIONAL after. */
const IN_ORDER = /^(PROVISIONAL ?)*((FINAL ?)?(RESTATED ?)*)?$/;
