import { parseConfig } from "@stagefold/config";
import { expect, test } from "vitest";
import { contradictions, knownConfigOf } from "./known-config.ts";

const ACME = `  acme:
    timeZone: Europe/Rome
    currency: EUR
    exchangeRates: { USD: 0.92 }
    funnel: { stages: [INQUIRY, MQL, SQL], qualified: MQL, accepted: SQL }
`;
const OTHER = ACME.replace("acme", "other");
const EVERYBODY_ELSE = ACME.replace("acme", `"*"`);

function changes(before: string, after: string): readonly string[] {
  const known = (yaml: string) => knownConfigOf(parseConfig(`tenants:\n${yaml}`, "config.yaml"));
  // As it is kept: through JSON.
  return contradictions(JSON.parse(JSON.stringify(known(before))), known(after));
}

test.each<[string, string, string]>([
  ["the same", ACME, ACME],
  ["another tenant", ACME, OTHER + ACME],
  ["a tenant for everybody else", ACME, ACME + EVERYBODY_ELSE],
  ["another exchange rate", ACME, ACME.replace("0.92", "0.920, JPY: 0.006")],
  ["an entry that says what * says", EVERYBODY_ELSE, EVERYBODY_ELSE + OTHER],
  ["a default written out", ACME, ACME.replace("    currency", "    fiscalYearStartMonth: 1\n    currency")],
])("given %s, then state may be kept", (_case, before, after) => {
  expect(changes(before, after)).toEqual([]);
});

test.each<[string, string, string, string]>([
  ["a tenant that is gone", ACME + OTHER, OTHER, "tenant acme is not there any more"],
  ["another time zone", ACME, ACME.replace("Rome", "Paris"), "tenant acme: timeZone changed"],
  ["another stage", ACME, ACME.replace("[INQUIRY", "[NEW, INQUIRY"), "tenant acme: funnel changed"],
  ["another value of a rate", ACME, ACME.replace("0.92", "0.93"), "tenant acme: exchangeRates (USD) changed"],
  ["a rate that is gone", ACME, ACME.replace("USD: 0.92", ""), "tenant acme: exchangeRates (USD) changed"],
  [
    "a tenant that * served",
    EVERYBODY_ELSE,
    EVERYBODY_ELSE + OTHER.replace("Rome", "Paris"),
    "tenant other was served by tenant *, which says something else",
  ],
  ["another grace", ACME, `${ACME}clock: { grace: P2D }\n`, "clock: graceMs changed"],
])("given %s, then it is named", (_case, before, after, sentence) => {
  expect(changes(before, after)).toEqual([sentence]);
});
