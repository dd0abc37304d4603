import { describe, expect, test } from "vitest";
import { fingerprintOf } from "./fingerprint.ts";
import { parseConfig } from "./parse-config.ts";
import { EXAMPLE } from "./reference/example.ts";

const fingerprint = (text: string) => fingerprintOf(parseConfig(text, "c.yaml"));

describe("a configuration that says the same has the same fingerprint", () => {
  test.each([
    ["in another file, with other comments", "# one USD in EUR", "# as of today"],
    [
      "with its keys in another order",
      "    timeZone: Europe/Rome          # IANA\n    currency: EUR",
      "    currency: EUR\n    timeZone: Europe/Rome",
    ],
    ["with a default written out", "    cost:", "    publish: {}\n    cost:"],
    ["with another text of the same rate", "USD: 0.92", 'USD: "0.920"'],
    ["with another text of the same duration", "within: P2D", "within: PT48H"],
    ["with dimensions in another order", "by: [channel, campaignId]", "by: [campaignId, channel]"],
    ["with holidays in another order", '"2026-01-01", "2026-12-25"', '"2026-12-25", "2026-01-01"'],
  ])("%s", (_, from, to) => {
    expect(EXAMPLE).toContain(from);
    expect(fingerprint(EXAMPLE.replace(from, to))).toBe(fingerprint(EXAMPLE));
  });
});

describe("a configuration that says something else has another fingerprint", () => {
  test.each([
    ["a rate", "USD: 0.92", "USD: 0.93"],
    ["a holiday", "2026-12-25", "2026-12-26"],
    ["an end", "ends: [ { leavesStage: true } ]", "ends: [ { leavesStage: [SQL] } ]"],
    ["a null to meet", "channel: paid", "channel: null"],
    ["a clock", "grace: P1D", "grace: P2D"],
    ["what is published", "    cost:", "    publish: { grains: [DAY] }\n    cost:"],
    ["a lag", "days: 30", "days: 31"],
    ["a tenant", "acme:", "other:"],
  ])("%s", (_, from, to) => {
    expect(EXAMPLE).toContain(from);
    expect(fingerprint(EXAMPLE.replace(from, to))).not.toBe(fingerprint(EXAMPLE));
  });
});

test("it is JSON", () => {
  expect(JSON.parse(fingerprint(EXAMPLE))).toHaveProperty("tenants.acme.currency", "EUR");
});
