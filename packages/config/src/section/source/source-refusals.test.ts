/** Everything that a source is refused for, each with the line and the key that it is told at. */
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../config-error.ts";
import { parseConfigFile, parseSource } from "../../parse-config.ts";

const SOURCE = `    tenantId: { value: acme }
    tables:
      stages: { Open: INQUIRY, Qualified: MQL }
      people: { Ann Smith: ann }
    events:
      - type: LeadStageChanged
        forEach: history
        when: [ { field: item.value, not: x } ]
        leadId: id
        occurredAt: { field: item.at, format: dd/MM/yyyy }
        sequence: { tie: newest-first }
        stage: { field: item.value, table: stages }
        ownerId: { field: owner, table: people, otherwise: keep }
      - type: LeadActivityRecorded
        leadId: id
        occurredAt: at
        actor: { value: SALES }
        kind: call
        attributes: { stage: { field: stage, table: stages }, by: { field: by, table: people } }
      - type: SpendRecorded
        firstDay: day
        amountMicros: { field: cost, unit: cents }
        currency: { value: EUR }
    rules:
      - id: hot
        when: [ { field: score, atLeast: 100 } ]
        leadId: id
        occurredAt: at
    tests:
      - name: one
        given: { id: 7 }
        expect: [ { type: LeadStageChanged, leadId: "7" } ]
`;

const FILE = `tenants:
  acme:
    timeZone: UTC
    currency: EUR
    funnel: { stages: [INQUIRY, MQL, SQL], qualified: MQL, accepted: SQL }
sources:
  crm:
${SOURCE}`;

function problemsOf(text: string) {
  try {
    parseConfigFile(text, "c.yaml");
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test("given the source, then nothing is refused", () => {
  expect(problemsOf(FILE)).toEqual([]);
});

interface Refusal {
  readonly replace: readonly [string, string];
  /** Below sources.crm. */
  readonly key: string;
  readonly says: string;
  /** A piece of the line that is named; by default the first line of the replacement. */
  readonly at?: string;
}

function refuses(cases: Readonly<Record<string, Refusal>>): void {
  test.each(Object.entries(cases))("%s", (_, { replace: [from, to], key, says, at }) => {
    expect(FILE).toContain(from);
    const text = FILE.replace(from, () => to);
    const marker = at ?? (to.split("\n")[0] as string);
    const line = text.split("\n").findIndex((candidate) => candidate.includes(marker)) + 1;
    const problems = problemsOf(text);
    expect(problems.map((problem) => ({ line: problem.line, key: problem.key }))).toEqual([
      { line, key: key === "" ? "sources.crm" : `sources.crm.${key}` },
    ]);
    expect(problems[0]?.message).toContain(says);
  });
}

describe("the source", () => {
  refuses({
    "an unknown key": {
      replace: ["    tables:", "    tabels: {}\n    tables:"],
      key: "tabels",
      says: 'did you mean "tables"?',
    },
    "another tenant": {
      replace: ["{ value: acme }", "{ value: acne }"],
      key: "tenantId.value",
      says: 'did you mean "acme"?',
    },
    "the tenant of all": {
      replace: ["{ value: acme }", '{ value: "*" }'],
      key: "tenantId.value",
      says: "expected a tenantId",
    },
    "a tenant of an element": {
      replace: ["{ value: acme }", "item.tenant"],
      key: "tenantId.field",
      says: "without forEach",
      at: "tenantId: item",
    },
    "a shipped source that there is not": {
      replace: ["    tables:", "    extends: csv-stage-change\n    tables:"],
      key: "extends",
      says: 'did you mean "csv-stage-changes"?',
    },
    "a zone that there is not": {
      replace: ["    tables:", "    timeZone: Rome\n    tables:"],
      key: "timeZone",
      says: "IANA",
    },
    "a delimiter of two signs": {
      replace: ["    tables:", "    csv: { delimiter: ';;' }\n    tables:"],
      key: "csv.delimiter",
      says: "what sets cells apart",
    },
    "an encoding that is not read": {
      replace: ["    tables:", "    csv: { encoding: latin-1 }\n    tables:"],
      key: "csv.encoding",
      says: "windows-1252",
    },
    "no columns": {
      replace: ["    tables:", "    csv: { columns: [] }\n    tables:"],
      key: "csv.columns",
      says: "empty list",
    },
    "a table that no value names": {
      replace: ["      people:", "      pepole: { a: b }\n      people:"],
      key: "tables.pepole",
      says: 'did you mean "people"?',
    },
    "a number in a table": {
      replace: ["Ann Smith: ann", "Ann Smith: 7"],
      key: 'tables.people["Ann Smith"]',
      says: "put it in quotes",
    },
  });

  test("neither events nor rules", () => {
    const text = FILE.slice(0, FILE.indexOf("    tables:"));
    expect(problemsOf(text)).toMatchObject([
      { key: "sources.crm", message: expect.stringContaining("neither events nor rules") },
    ]);
  });
  test.each(["CRM", "a_b", "-a", "", "a".repeat(65)])("the name %j", (name) => {
    const problems = problemsOf(FILE.replace("  crm:\n", `  ${JSON.stringify(name)}:\n`));
    expect(problems).toMatchObject([{ message: expect.stringContaining("the name of a source") }]);
  });
  test.each(["[]", "crm"])("sources that are no mapping: %s", (found) => {
    const text = `${FILE.slice(0, FILE.indexOf("sources:"))}sources: ${found}\n`;
    expect(problemsOf(text)).toMatchObject([
      { key: "sources", message: expect.stringContaining("a mapping from names to sources") },
    ]);
  });
});

describe("values", () => {
  refuses({
    "a table that there is not": {
      replace: ["table: people", "table: person"],
      key: "events[0].ownerId.table",
      says: "there are stages, people",
      at: "table: person",
    },
    "otherwise without a table": {
      replace: ["table: people, ", ""],
      key: "events[0].ownerId.otherwise",
      says: "otherwise without a table",
      at: "ownerId:",
    },
    "two tables": {
      replace: ["table: people", "table: people, values: { a: b }"],
      key: "events[0].ownerId.values",
      says: "both table and values",
    },
    "a word that is no otherwise": {
      replace: ["otherwise: keep", "otherwise: ignore"],
      key: "events[0].ownerId.otherwise",
      says: "refuse, skip, keep",
    },
    "no form": {
      replace: ["{ field: owner, table: people, otherwise: keep }", "{ path: owner }"],
      key: "events[0].ownerId",
      says: "expected a path, or { value: … }",
    },
    "a list": {
      replace: ["leadId: id\n        occurredAt: {", "leadId: [id]\n        occurredAt: {"],
      key: "events[0].leadId",
      says: "found a list, expected a path",
    },
    "no paths": {
      replace: ["leadId: id\n        occurredAt: {", "leadId: { field: [] }\n        occurredAt: {"],
      key: "events[0].leadId.field",
      says: "empty list",
    },
    "a constant that is empty where a value is needed": {
      replace: ["{ value: EUR }", '{ value: "" }'],
      key: "events[2].currency.value",
      says: "may not be empty",
    },
    "a number with more digits than it keeps": {
      replace: ["{ value: EUR }", "{ value: 12345678901234567890 }"],
      key: "events[2].currency.value",
      says: "put it in quotes",
    },
    "a format on a text": {
      replace: ["field: owner, ", "field: owner, format: iso, "],
      key: "events[0].ownerId.format",
      says: "expected it on times and days only",
    },
    "a unit on a text": {
      replace: ["field: owner, ", "field: owner, unit: cents, "],
      key: "events[0].ownerId.unit",
      says: "expected it on amounts only",
    },
    "a format that there is not": {
      replace: ["format: dd/MM/yyyy", "format: DD.MM.YYYY"],
      key: "events[0].occurredAt.format",
      says: "a day of the month is dd",
    },
    "an id of Salesforce that is no sequence": {
      replace: ["field: cost, unit: cents", "field: cost, as: salesforce-id"],
      key: "events[2].amountMicros.as",
      says: "sequence",
      at: "as: salesforce-id",
    },
    "a tie that is no sequence": {
      replace: ["ownerId: {", "reason: { tie: newest-first }\n        ownerId: {"],
      key: "events[0].reason",
      says: "on sequence only",
    },
    "a history before the event's time is known": {
      replace: ["leadId: id\n        occurredAt: {", "leadId: { history: h, value: v, at: a }\n        occurredAt: {"],
      key: "events[0].leadId",
      says: "asked for the event's time",
    },
    "a history without its times": {
      replace: ["{ field: owner, table: people, otherwise: keep }", "{ history: h, value: v }"],
      key: "events[0].ownerId.at",
      says: "is missing",
      at: "ownerId:",
    },
    "an element without a list": {
      replace: ["leadId: id\n        occurredAt: at\n    tests", "leadId: item\n        occurredAt: at\n    tests"],
      key: "rules[0].leadId.field",
      says: "without forEach",
      at: "leadId: item",
    },
  });
});

describe("events", () => {
  refuses({
    "a type that there is not": {
      replace: ["type: SpendRecorded", "type: SpendRecord"],
      key: "events[2].type",
      says: "one of LeadStageChanged",
      at: "type: SpendRecord",
    },
    "a field that the type does not have": {
      replace: ["        firstDay: day", "        stage: stage\n        firstDay: day"],
      key: "events[2].stage",
      says: "is no field of SpendRecorded",
    },
    "a field that the type needs": {
      replace: ["        currency: { value: EUR }\n", ""],
      key: "events[2].currency",
      says: "SpendRecorded needs currency",
      at: "- type: SpendRecorded",
    },
    "attributes of spend": {
      replace: ["        firstDay: day", "        attributes: { a: b }\n        firstDay: day"],
      key: "events[2].attributes",
      says: "a lead's events only",
    },
    "no conditions": {
      replace: ["[ { field: item.value, not: x } ]", "[]"],
      key: "events[0].when",
      says: "empty list",
      at: "when: []",
    },
    "a condition without a test": {
      replace: ["{ field: item.value, not: x }", "{ field: item.value }"],
      key: "events[0].when[0]",
      says: "found no test",
    },
    "a condition with two tests": {
      replace: ["not: x", "not: x, present: true"],
      key: "events[0].when[0]",
      says: "not and present",
    },
    "a mark in quotes": {
      replace: ["atLeast: 100", 'atLeast: "100"'],
      key: "rules[0].when[0].atLeast",
      says: "remove the quotes",
    },
    "a condition on an empty text": {
      replace: ["not: x", 'not: ""'],
      key: "events[0].when[0].not",
      says: "present: false",
    },
  });
});

describe("stages", () => {
  refuses({
    "in a table": {
      replace: ["Qualified: MQL", "Qualified: MQLs"],
      key: "tables.stages.Qualified",
      says: 'did you mean "MQL"?',
    },
    "in a table in place": {
      replace: ["table: stages }", "values: { Open: NEW } }"],
      key: "events[0].stage.values.Open",
      says: "funnel.stages",
    },
    "as a constant": {
      replace: ["stage: { field: item.value, table: stages }", "stage: { value: NEW }"],
      key: "events[0].stage.value",
      says: "funnel.stages",
    },
    otherwise: {
      replace: ["table: stages }", "table: stages, otherwise: { value: NEW } }"],
      key: "events[0].stage.otherwise.value",
      says: "funnel.stages",
    },
    "by default": {
      replace: ["table: stages }", "table: stages, default: NEW }"],
      key: "events[0].stage.default",
      says: "funnel.stages",
    },
    "of a rule": {
      replace: ["        when: [ { field: score", "        stage: NEW\n        when: [ { field: score"],
      key: "rules[0].stage",
      says: "funnel.stages",
    },
    "from which a rule starts": {
      replace: ["        when: [ { field: score", "        from: [none, NEW]\n        when: [ { field: score"],
      key: "rules[0].from[1]",
      says: "funnel.stages",
    },
    "from which a rule starts, and to which it leads": {
      replace: [
        "        when: [ { field: score",
        "        stage: MQL\n        from: [MQL]\n        when: [ { field: score",
      ],
      key: "rules[0].from[0]",
      says: "to which the rule sets the lead",
      at: "from: [MQL]",
    },
  });

  test("a stage that only the source's own table has is not asked for where the record says the tenant", () => {
    const two = FILE.replace(
      "sources:\n",
      "  other: { timeZone: UTC, currency: EUR, funnel: { stages: [A, B], qualified: A, accepted: B } }\nsources:\n",
    );
    const said = two.replace("{ value: acme }", "company");
    expect(problemsOf(said.replace("Qualified: MQL", "Qualified: A"))).toMatchObject([
      { key: "sources.crm.rules[0]", message: expect.stringContaining("the funnel of its tenant is not known") },
    ]);
  });
});

describe("rules, tests and signatures", () => {
  const signed = (signature: string) => ["    tables:", `    signature: ${signature}\n    tables:`] as const;
  refuses({
    "two rules of one id": {
      replace: ["    tests:", "      - { id: hot, leadId: id, occurredAt: at }\n    tests:"],
      key: "rules[1].id",
      says: "rules[0] is called already",
    },
    "a rule without a time": {
      replace: ["        occurredAt: at\n    tests", "    tests"],
      key: "rules[0].occurredAt",
      says: "a rule needs occurredAt",
      at: "- id: hot",
    },
    "a colon in its id": { replace: ["id: hot", 'id: "h:t"'], key: "rules[0].id", says: 'without ":"', at: "h:t" },
    "a test without input": {
      replace: ["        given: { id: 7 }\n", ""],
      key: "tests[0]",
      says: "found no input",
      at: "- name: one",
    },
    "a test with two inputs": {
      replace: ["        given: { id: 7 }\n", '        given: { id: 7 }\n        csv: "a"\n'],
      key: "tests[0]",
      says: "given and csv",
      at: "- name: one",
    },
    "a test that expects no type": {
      replace: ["{ type: LeadStageChanged, leadId:", "{ leadId:"],
      key: "tests[0].expect[0].type",
      says: "is missing",
      at: "expect: [",
    },
    "a test that expects what no event has": {
      replace: ['leadId: "7"', 'ledId: "7"'],
      key: "tests[0].expect[0].ledId",
      says: 'did you mean "leadId"?',
    },
    "a test without expectations": {
      replace: ['        expect: [ { type: LeadStageChanged, leadId: "7" } ]\n', ""],
      key: "tests[0].expect",
      says: "is missing",
      at: "- name: one",
    },
    "a signature without a header": {
      replace: signed("{ scheme: hmac, secret: { env: S } }"),
      key: "signature.header",
      says: "is missing",
      at: "signature:",
    },
    "a signature without a secret": {
      replace: signed("{ scheme: hubspot-v3, secret: {} }"),
      key: "signature.secret",
      says: "neither env nor file",
      at: "signature:",
    },
    "two secrets": {
      replace: signed("{ scheme: hubspot-v3, secret: { env: S, file: f } }"),
      key: "signature.secret",
      says: "both env and file",
      at: "signature:",
    },
    "the secret itself": {
      replace: signed("{ scheme: hubspot-v3, secret: hush }"),
      key: "signature.secret",
      says: "a mapping with the keys env, file",
      at: "signature:",
    },
    "a header where the scheme has its own": {
      replace: signed("{ scheme: hubspot-v3, secret: { env: S }, header: X-S }"),
      key: "signature.header",
      says: "remove it",
      at: "signature:",
    },
    "what is no header": {
      replace: signed('{ scheme: hmac, secret: { env: S }, header: "X S" }'),
      key: "signature.header",
      says: "an HTTP header",
      at: "signature:",
    },
  });
});

test("faults of sources and of tenants are told at once", () => {
  const text = FILE.replace("timeZone: UTC", "timeZone: Mars").replace("type: SpendRecorded", "type: Spent");
  expect(problemsOf(text).map(({ key }) => key)).toEqual(["tenants.acme.timeZone", "sources.crm.events[2].type"]);
});

test("a mapping file is refused with its own lines and keys", () => {
  const { config } = parseConfigFile(FILE, "c.yaml");
  const body = SOURCE.replace(/^ {4}/gm, "").replace("table: people", "table: person");
  expect(() => parseSource(body, "crm-leads.yaml", "crm-leads", config)).toThrow(
    /^crm-leads\.yaml:13: events\[0\]\.ownerId\.table: found "person"/m,
  );
  expect(() => parseSource("", "crm-leads.yaml", "crm-leads", config)).toThrow("the file is empty");
  expect(() => parseSource(body, "CRM.yaml", "CRM", config)).toThrow(
    'CRM.yaml:1: (top level): found "CRM", expected the name of a source',
  );
});
