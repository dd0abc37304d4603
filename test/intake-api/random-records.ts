/** Records as senders send them: most are right, some are not, some come twice, some contradict others. */
import { fc } from "@fast-check/vitest";

const few = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const seldom = <T>(right: fc.Arbitrary<T>, wrong: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 20, arbitrary: right as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: wrong });
const odd = fc.oneof(
  few<unknown>(null, "", "|", "a|b", "(none)", 0, -1, 1.5, 2 ** 53, [], {}, true, "2026-13-01", "x".repeat(300)),
  fc.string(),
  fc.jsonValue(),
);

const identity = {
  eventId: seldom(few("e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8"), odd),
  tenantId: seldom(few("acme", "globex", "nobody"), odd),
};
const instant = fc
  .integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2027, 0, 1) })
  .map((ms) => new Date(ms).toISOString());
const day = fc.integer({ min: 0, max: 800 }).map((n) => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10));
const ofLead = {
  ...identity,
  leadId: seldom(few("l1", "l2", "l3"), odd),
  occurredAt: seldom(instant, odd),
  sequence: seldom(few<unknown>(null, 0, 1, 2), odd),
};
const dimension = seldom(few<unknown>(null, "", "paid", "event"), odd);
const revision = seldom(few<unknown>(0, 1, 2), odd);

/** One of the four records. */
export const randomRecord: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  fc.record({
    type: fc.constant("LeadStageChanged"),
    ...ofLead,
    stage: seldom(few("MQL", "SQL", "NOWHERE"), odd),
    channel: dimension,
    ownerId: dimension,
    attributes: seldom(fc.constant({ a: "b" }), odd),
  }),
  fc.record({
    type: fc.constant("LeadActivityRecorded"),
    ...ofLead,
    actor: seldom(few("SALES", "LEAD"), odd),
    kind: seldom(fc.constant("call"), odd),
  }),
  fc.record({
    type: fc.constant("SpendRecorded"),
    ...identity,
    spendId: seldom(few("s1", "s2"), odd),
    revision,
    firstDay: seldom(day, odd),
    lastDay: seldom(day, odd),
    amountMicros: seldom(fc.integer({ min: -1_000, max: 1_000_000 }), few<unknown>(10 ** 16, 1.5e16, -(10 ** 17), "1")),
    currency: seldom(few("EUR", "USD", "GBP"), odd),
    channel: dimension,
  }),
  fc.record({
    type: fc.constant("TargetSet"),
    ...identity,
    stage: seldom(few("MQL", "SQL"), odd),
    month: seldom(few("2026-03", "2026-04", "2026-13"), odd),
    target: seldom(fc.integer({ min: 0, max: 100 }), few<unknown>(-1, "4", 2 ** 60)),
    revision,
  }),
);
