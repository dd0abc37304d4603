import { fc, test } from "@fast-check/vitest";
import { describe, expect } from "vitest";
import { stringify } from "yaml";
import { ConfigError } from "./config-error.ts";
import { parseConfig } from "./parse-config.ts";
import { EXAMPLE } from "./reference/example.ts";

/** Accepted, or refused with a place for every problem: nothing else may happen. */
function isJudged(text: string): void {
  try {
    parseConfig(text, "c.yaml");
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.problems.length).toBeGreaterThan(0);
    expect(error.message.split("\n")).toHaveLength(error.problems.length);
    const lines = text.split(/\r\n|\r|\n/).length;
    for (const { line, column, key, message } of error.problems) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(key).not.toBe("");
      expect(message).toMatch(/expected|cannot be read/);
    }
  }
}

const yamlSigns = fc.constantFrom(
  ..."{}[],:-?&*!|>'\"%@`#\n\t ~<".split(""),
  ..."tenants acme stages slas null true 0.92 <<: *a &a --- ... \uFEFF".split(" "),
);

describe("whatever the text, it is accepted or refused with places", () => {
  test.prop([fc.string({ unit: "binary" })])("any text", isJudged);
  test.prop([fc.array(yamlSigns, { maxLength: 40 }).map((signs) => signs.join(""))])(
    "any text of YAML's signs",
    isJudged,
  );
  test.prop([fc.jsonValue({ maxDepth: 5 }).map((value) => JSON.stringify(value))])("any JSON", isJudged);

  test.prop([fc.nat(EXAMPLE.length), fc.nat(30), fc.array(yamlSigns, { maxLength: 4 })])(
    "the example with a piece replaced",
    (start, length, signs) => isJudged(EXAMPLE.slice(0, start) + signs.join("") + EXAMPLE.slice(start + length)),
  );

  const tenantKeys = ["timeZone", "currency", "exchangeRates", "fiscalYearStartMonth", "funnel", "segments"];
  const moreKeys = ["calendars", "slas", "cost", "publish"];
  const value = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom("MQL", "PT1H", "P1D", "UTC", "EUR"));
  const tenant = fc.dictionary(fc.constantFrom(...tenantKeys, ...moreKeys), value);
  test.prop([fc.dictionary(fc.constantFrom("acme", "*", "a|b", ""), tenant)])(
    "tenants with values of any shape",
    (tenants) => isJudged(stringify({ tenants })),
  );

  const sources = `${EXAMPLE}sources:
  crm:
    tenantId: { value: acme }
    tables: { stages: { Open: INQUIRY, Qualified: MQL } }
    events:
      - type: LeadStageChanged
        forEach: list
        when: [{ field: item.x, is: [a, 1] }]
        leadId: { text: "x-{id}" }
        occurredAt: { field: at, format: [iso, dd/MM/yyyy], timeZone: { field: tz } }
        sequence: { tie: newest-first }
        stage: { field: item.s, table: stages, otherwise: skip }
        ownerId: { history: owners, value: v, at: t, values: { a: b }, otherwise: { value: c } }
    rules: [{ id: hot, when: [{ field: n, atLeast: 1 }], leadId: id, occurredAt: at, from: any }]
    tests: [{ name: t, given: { id: 1 }, expect: [{ type: LeadStageChanged, leadId: "1" }] }]
`;
  const pieces = fc.constantFrom(
    ..."crm item.x stages MQL skip value field table tie { [ } ] , : 1 null".split(" "),
    '""',
  );

  test("sources as written are accepted", () => {
    expect(parseConfig(sources, "c.yaml").tenants.size).toBe(1);
  });
  test.prop([fc.integer({ min: EXAMPLE.length, max: sources.length }), fc.nat(20), fc.array(pieces, { maxLength: 3 })])(
    "sources with a piece replaced",
    (start, length, signs) => isJudged(sources.slice(0, start) + signs.join("") + sources.slice(start + length)),
  );
  test.prop([fc.array(fc.tuple(fc.nat(200), pieces), { minLength: 1, maxLength: 3 })])(
    "sources with words replaced",
    (changes) => {
      const words = sources.slice(EXAMPLE.length).split(/\b/);
      for (const [at, piece] of changes) words[at % words.length] = piece;
      isJudged(EXAMPLE + words.join(""));
    },
  );
});

test.prop([fc.bigInt({ min: 1n, max: 10n ** 30n }), fc.integer({ min: 0, max: 30 })])(
  "whatever the rate, no digit of it is lost",
  (digits, scale) => {
    const padded = digits.toString().padStart(scale + 1, "0");
    const written = scale === 0 ? padded : `${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
    const config = parseConfig(EXAMPLE.replace("0.92", written), "c.yaml");
    expect(config.tenants.get("acme")?.exchangeRates.get("USD")).toEqual({ digits, scale });
  },
);
