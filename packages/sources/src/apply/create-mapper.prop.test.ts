/** Laws of every mapping, whatever the record. */
import { fc, test } from "@fast-check/vitest";
import { invalidReason } from "@stagefold/domain";
import { describe, expect, test as plainTest } from "vitest";
import type { Mapped } from "../mapped.ts";
import { mapperOf } from "./mapper.test-support.ts";

/** Reads of everything that the language has. */
const mapper = mapperOf(`
tenantId: { field: [tenant, t], default: acme }
unwrap: [payload]
tables: { stages: { a: INQUIRY, b: MQL, c: null } }
events:
  - type: LeadStageChanged
    forEach: list
    when: [ { field: item.x, not: no }, { field: n, present: true } ]
    leadId: { field: [id, item.id], lowerCase: true }
    occurredAt: { field: [item.at, at], format: [iso, epoch-ms, excel, dd/MM/yyyy HH:mm], timeZone: { field: tz } }
    sequence: { tie: newest-first }
    stage: { field: item.stage, table: stages, otherwise: skip }
    ownerId: { history: owners, value: value, at: at, table: stages, otherwise: keep }
    reason: { text: "{item.stage} of {id}" }
    attributes: { a: item, b: "list[0].x", c: __proto__.x }
  - { type: LeadActivityRecorded, when: [{ field: n, above: 5 }], leadId: id, occurredAt: at, sequence: { field: n }, actor: { field: who, default: SALES }, kind: { value: call } }
  - { type: SpendRecorded, when: [{ field: cost, present: true }], firstDay: at, amountMicros: { field: cost, decimal: "," }, currency: { field: cur, default: EUR } }
  - { type: TargetSet, when: [{ field: goal, changedFrom: n }], stage: { value: MQL }, month: at, target: goal }
rules:
  - { id: r, when: [{ field: n, atLeast: 2 }], leadId: id, occurredAt: at, stage: MQL, from: [none] }
`);

const names = ["tenant", "t", "payload", "list", "item", "id", "at", "tz", "n", "x", "stage", "owners", "value", "who"];
const more = ["cost", "cur", "goal", "__proto__", "constructor", "length", "0", ""];
const scalar = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom("a", "b", "c", "acme", "sampa", "x|y", "(none)", "Europe/Rome", "Mars", "no", "2026-03-02", "12,5"),
  fc.constantFrom("2026-03-02T09:00:00Z", "2026-03-29 02:30", "46082.5", "02/03/2026 09:00", "1772355600000"),
  fc.double(),
  fc.integer(),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }),
  fc.boolean(),
  fc.constantFrom(null, undefined),
);

const { record } = fc.letrec<{ record: unknown; value: unknown }>((tie) => ({
  record: fc.dictionary(fc.constantFrom(...names, ...more), tie("value"), { noNullPrototype: false }),
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    tie("record"),
  ),
}));

/** Nothing but texts and numbers that a record of its type can hold, or reasons why not. */
function isSound({ events, problems, skipped }: Mapped): void {
  if (problems.length > 0) expect({ events, skipped }).toEqual({ events: [], skipped: null });
  else expect(events.length > 0).toBe(skipped === null);
  for (const { detail } of problems) {
    expect(detail).toMatch(/expected/);
    expect(detail.length).toBeLessThan(2_000);
  }
  for (const { record: made } of events) {
    for (const value of Object.values(made)) {
      if (typeof value === "string") expect(value.isWellFormed()).toBe(true);
      if (typeof value === "number") expect(Number.isSafeInteger(value)).toBe(true);
    }
    // Judged by intake: an answer, never a throw.
    invalidReason(made);
  }
}

describe("whatever the record", () => {
  test.prop([fc.oneof(record, scalar, fc.array(scalar))], { numRuns: 500 })(
    "it is mapped, refused or skipped",
    (given) => {
      isSound(mapper.map(given));
    },
  );

  test.prop([record])("it is mapped alike each time, also after others", (given) => {
    const first = mapper.map(given);
    mapper.map({ id: 1, at: "2026-03-02", n: 9, who: "SALES" });
    expect(mapper.map(given)).toEqual(first);
  });

  test.prop([fc.dictionary(fc.constantFrom(...names, ...more), scalar), fc.infiniteStream(fc.nat())])(
    "the order of its columns means nothing",
    (row, picks) => {
      const shuffled = Object.entries(row);
      for (let i = shuffled.length - 1; i > 0; i--) {
        const other = (picks.next().value ?? 0) % (i + 1);
        const [a, b] = [shuffled[i], shuffled[other]];
        if (a !== undefined && b !== undefined) [shuffled[i], shuffled[other]] = [b, a];
      }
      const { events } = mapper.map(row);
      expect(mapper.map(Object.fromEntries(shuffled)).events).toEqual(events);
    },
  );
});

plainTest("given texts of megabytes and nesting without end, then it is refused in a short sentence", () => {
  const huge = "x".repeat(8_000_000);
  const digits = `${"1".repeat(8_000_000)}x`;
  let deep: unknown = "bottom";
  for (let i = 0; i < 100_000; i++) deep = { item: deep, list: [deep] };
  for (const given of [
    { id: huge, at: huge, tz: huge, n: 9 },
    { id: 1, at: digits, n: digits, cost: digits, goal: digits },
    { id: 1, at: deep, n: 9 },
    { list: deep, n: 1 },
    { tenant: deep },
    deep,
  ])
    isSound(mapper.map(given));
});
