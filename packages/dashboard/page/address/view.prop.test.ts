import { fc, test } from "@fast-check/vitest";
import { expect } from "vitest";
import { FIRST_VIEW, GRAINS, PAGES, searchOf, type View, viewOf } from "./view.ts";

const text = fc.option(fc.string({ minLength: 1, unit: "grapheme" }));
const day = fc.option(
  fc
    .date({ min: new Date("1970-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
);

const view: fc.Arbitrary<View> = fc
  .record({
    tenant: text,
    page: fc.constantFrom(...PAGES),
    lead: text,
    grain: fc.constantFrom(...GRAINS),
    from: day,
    to: day,
    period: day,
    channel: text,
    campaignId: text,
    ownerId: text,
    state: text,
    sla: text,
    cursor: text,
  })
  .filter(({ page, lead }) => page !== "lead" || lead !== null);

test.prop([view])("given any view, when its address is opened, then it is the same view", (given) => {
  expect(viewOf(searchOf(given))).toEqual(given);
});

test.prop([fc.string()])("given any address, when it is opened and sent on, then both see the same", (search) => {
  const seen = viewOf(search);
  expect(viewOf(searchOf(seen))).toEqual(seen);
});

test("given an address that says nothing known, then it is the first view", () => {
  expect(viewOf("?grain=FORTNIGHT&view=admin&from=yesterday&tenant=")).toEqual(FIRST_VIEW);
  expect(searchOf(FIRST_VIEW)).toBe("?");
});
