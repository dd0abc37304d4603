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
  ["another exchange rate", ACME, ACME.replace("0.92", "0.93, JPY: 0.006")],
  ["an entry of its own", EVERYBODY_ELSE, EVERYBODY_ELSE + OTHER.replace("Rome", "Paris")],
  ["another time zone", ACME, ACME.replace("Rome", "Paris")],
  ["a stage more", ACME, ACME.replace("[INQUIRY", "[NEW, INQUIRY")],
  ["another grace", ACME, `${ACME}clock: { grace: P2D }\n`],
  [
    "another currency, in which the former ones have a value",
    ACME,
    ACME.replace("EUR", "USD").replace("USD: 0.92", "EUR: 1.1"),
  ],
])("given %s, then state may be kept", (_case, before, after) => {
  expect(changes(before, after)).toEqual([]);
});

test.each<[string, string, string, string]>([
  ["a tenant that is gone", ACME + OTHER, OTHER, "tenant acme is not there any more"],
  ["a stage that is gone", ACME, ACME.replace("[INQUIRY, ", "["), "tenant acme has lost stages INQUIRY"],
  ["a rate that is gone", ACME, ACME.replace("USD: 0.92", ""), "tenant acme has lost a rate of USD"],
  ["a currency without a rate", ACME, ACME.replace("EUR", "CHF"), "tenant acme has lost a rate of EUR"],
  [
    "an entry of its own with less than * has",
    EVERYBODY_ELSE,
    EVERYBODY_ELSE + OTHER.replace("USD: 0.92", ""),
    "tenant other has lost a rate of USD",
  ],
])("given %s, then it is named", (_case, before, after, sentence) => {
  expect(changes(before, after)).toEqual([sentence]);
});
