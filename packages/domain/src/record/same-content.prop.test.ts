import fc from "fast-check";
import { expect, test } from "vitest";
import { toLong } from "./long.ts";
import type { InputRecord } from "./records.generated.ts";
import { contentOf, sameContent } from "./same-content.ts";

// Few values, so that equal fields are as likely as others.
const text = fc.constantFrom("a", "b", "1");
const maybe = fc.option(text);
const long = fc.constantFrom(1n, 2n ** 53n, 2n ** 53n + 1n).map(toLong);
const attributes = fc.dictionary(fc.constantFrom("a", "b", "__proto__"), text, { noNullPrototype: true });
const lead = {
  eventId: text,
  tenantId: text,
  leadId: text,
  occurredAt: fc.constantFrom(0, 1),
  sequence: fc.option(long),
  attributes,
};
const anyRecord: fc.Arbitrary<InputRecord> = fc.oneof(
  fc.record({
    type: fc.constant("LeadStageChanged" as const),
    ...lead,
    stage: text,
    reason: maybe,
    channel: maybe,
    campaignId: maybe,
    ownerId: maybe,
  }),
  fc.record({
    type: fc.constant("LeadActivityRecorded" as const),
    ...lead,
    actor: fc.constantFrom("SALES" as const, "LEAD" as const),
    kind: text,
  }),
  fc.record({
    type: fc.constant("TargetSet" as const),
    eventId: text,
    tenantId: text,
    stage: text,
    month: text,
    channel: maybe,
    revision: long,
    target: long,
  }),
);

test("given a record, when its attributes and fields come in another order, then its content is the same", () => {
  fc.assert(
    fc.property(anyRecord, (record) => {
      const turned = <T extends object>(object: T): T => Object.fromEntries(Object.entries(object).reverse()) as T;
      const other =
        "attributes" in record ? turned({ ...record, attributes: turned(record.attributes) }) : turned(record);
      expect(sameContent(record, other)).toBe(true);
      expect(contentOf(record)).toBe(contentOf(other));
    }),
  );
});

test("given a record, when any one field changes, then its content is another", () => {
  fc.assert(
    fc.property(anyRecord, fc.nat(), (record, at) => {
      const fields = Object.keys(record).filter((field) => field !== "type");
      const field = fields[at % fields.length] as string;
      const other = { ...record, [field]: field === "attributes" ? { c: "c" } : "other" } as InputRecord;
      expect(sameContent(record, other)).toBe(false);
      expect(sameContent(other, record)).toBe(false);
    }),
  );
});

test("given any two records, then their contents are equal as texts exactly when they are the same", () => {
  fc.assert(
    fc.property(anyRecord, anyRecord, (a, b) => {
      expect(contentOf(a) === contentOf(b)).toBe(sameContent(a, b));
    }),
  );
});
