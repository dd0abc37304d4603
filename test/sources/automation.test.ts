/** Rules that set a lead's stage, as they are written in a source: from where, for whom, and which of two. */
import { ConfigError, parseConfigFile } from "@stagefold/config";
import { runSourceTests } from "@stagefold/sources";
import { describe, expect, test } from "vitest";
import { CONFIG_YAML } from "./documented-config.ts";

/** A source with rules, and one test. */
function sourceWith(rules: string, given: string, expected: string): string {
  return `sources:
  crm:
    tenantId: { value: acme }
    events:
      - { type: LeadStageChanged, when: [{ field: stage, present: true }], leadId: id, occurredAt: at, stage: stage }
    rules: ${rules}
    tests:
      - { name: it, given: ${given}, expect: ${expected} }
`;
}

async function failuresOf(yaml: string): Promise<readonly unknown[]> {
  const { config, sources } = parseConfigFile(`${CONFIG_YAML}${yaml}`, "stagefold.yaml");
  return (await Promise.all([...sources.values()].map((source) => runSourceTests(source, config)))).flat();
}

function refusalsOf(yaml: string): readonly string[] {
  try {
    parseConfigFile(`${CONFIG_YAML}${yaml}`, "stagefold.yaml");
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ key, message }) => `${key}: ${message}`);
    throw error;
  }
  return [];
}

const GONE =
  "{ id: gone, when: [{ field: gone, present: true }], leadId: gone, occurredAt: at, stage: RECYCLED, from: any }";
const event = (leadId: string, stage: string): string =>
  `{ type: LeadStageChanged, leadId: "${leadId}", stage: ${stage} }`;

describe("a rule that starts from any stage", () => {
  test("moves a lead that stands somewhere", async () => {
    const given = `[{ id: 1, stage: CUSTOMER, at: "2026-03-01T00:00:00Z" }, { gone: 1, at: "2026-03-02T00:00:00Z" }]`;
    expect(
      await failuresOf(sourceWith(`[${GONE}]`, given, `[${event("1", "CUSTOMER")}, ${event("1", "RECYCLED")}]`)),
    ).toEqual([]);
  });

  test("leaves alone who was never in the funnel, and who is there already", async () => {
    const given = `[{ gone: 2, at: "2026-03-02T00:00:00Z" }, { id: 1, stage: RECYCLED, at: "2026-03-01T00:00:00Z" }, { gone: 1, at: "2026-03-02T00:00:00Z" }]`;
    expect(await failuresOf(sourceWith(`[${GONE}]`, given, `[${event("1", "RECYCLED")}]`))).toEqual([]);
  });
});

const QUALIFY = "when: [{ field: score, atLeast: 100 }], leadId: id, occurredAt: at";

test("of two rules that hold for a lead, the first in the file counts", async () => {
  const rules = `[{ id: high, ${QUALIFY}, stage: SQL, from: [none] }, { id: low, ${QUALIFY}, stage: MQL, from: [none] }]`;
  const given = `{ id: 1, score: 120, at: "2026-03-02T00:00:00Z" }`;
  expect(await failuresOf(sourceWith(rules, given, `[${event("1", "SQL")}]`))).toEqual([]);
});

test("two rules that hold for a record, each for a lead of its own, both count", async () => {
  const rules = `[${GONE}, { id: low, ${QUALIFY} }]`;
  const given = `[{ id: 1, stage: INQUIRY, at: "2026-03-01T00:00:00Z" }, { gone: 1, id: 2, score: 120, at: "2026-03-02T00:00:00Z" }]`;
  const expected = `[${event("1", "INQUIRY")}, ${event("1", "RECYCLED")}, ${event("2", "MQL")}]`;
  expect(await failuresOf(sourceWith(rules, given, expected))).toEqual([]);
});

test("a rule goes through a list that is written as a text", async () => {
  const rules = `[{ id: low, forEach: { field: ids, split: ";" }, leadId: item, occurredAt: at }]`;
  const given = `{ ids: "7; 8;;9", at: "2026-03-02T00:00:00Z" }`;
  const expected = `[${event("7", "MQL")}, ${event("8", "MQL")}, ${event("9", "MQL")}]`;
  expect(await failuresOf(sourceWith(rules, given, expected))).toEqual([]);
});

describe("what is refused of a rule", () => {
  test("another word than any", () => {
    const rules = `[{ id: low, ${QUALIFY}, from: all }]`;
    expect(refusalsOf(sourceWith(rules, "{ id: 1 }", "[]"))).toEqual([
      expect.stringMatching(/from: found "all", expected a list of stages, or any$/),
    ]);
  });

  test("a list as a text without what stands between its elements", () => {
    const rules = `[{ id: low, forEach: { field: ids }, leadId: item, occurredAt: at }]`;
    expect(refusalsOf(sourceWith(rules, "{ id: 1 }", "[]"))).toEqual([
      expect.stringMatching(/forEach.split: is missing/),
    ]);
    const empty = `[{ id: low, forEach: { field: ids, split: "" }, leadId: item, occurredAt: at }]`;
    expect(refusalsOf(sourceWith(empty, "{ id: 1 }", "[]"))).toEqual([
      expect.stringContaining("expected what stands between two elements"),
    ]);
  });
});
