/** What sources say once they are read: defaults, tables, what they take from shipped ones. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { fingerprintOf } from "../../fingerprint.ts";
import { loadConfigFile, loadSource } from "../../load-config.ts";
import { parseConfigFile } from "../../parse-config.ts";
import type { SourceConfig, ValueConfig } from "./source-config.ts";

const TENANTS = `tenants:
  acme:
    timeZone: Europe/Rome
    currency: EUR
    funnel: { stages: [INQUIRY, MQL, SQL, CUSTOMER], qualified: MQL, accepted: SQL }
`;

function sourceOf(body: string): SourceConfig {
  const text = `${TENANTS}sources:\n  crm:\n    tenantId: { value: acme }\n${body.replace(/^/gm, "    ")}`;
  const source = parseConfigFile(text, "c.yaml").sources.get("crm");
  if (source === undefined) throw new Error("the source crm is missing");
  return source;
}

const EVENT = "events:\n  - { type: LeadStageChanged, leadId: id, occurredAt: at, stage: stage }\n";

const fieldOf = (value: string): ValueConfig | undefined =>
  sourceOf(EVENT.replace("stage: stage", `stage: stage, ownerId: ${value}`)).events[0]?.fields.get("ownerId");

test("given the least, then the rest is default", () => {
  expect(sourceOf(EVENT)).toMatchObject({
    name: "crm",
    tenantId: { kind: "constant", value: "acme" },
    timeZone: null,
    csv: { delimiter: null, encoding: null, columns: null },
    records: null,
    unwrap: [],
    rules: [],
    signature: null,
    topic: null,
    tests: [],
  });
  expect(sourceOf(EVENT).events[0]).toMatchObject({
    type: "LeadStageChanged",
    forEach: null,
    when: [],
    attributes: new Map(),
  });
});

test("given a path alone, then it is a field with nothing else said of it", () => {
  expect(fieldOf("a.b")).toEqual({
    kind: "field",
    paths: [{ text: "a.b", of: "record", steps: ["a", "b"] }],
    table: null,
    tableName: null,
    otherwise: { kind: "refuse" },
    whenEmpty: null,
    lowerCase: false,
    formats: null,
    timeZone: null,
    unit: "units",
    decimal: ".",
    as: null,
  });
});

test("given tables in place, then their keys are as cells are: trimmed, and in lower case where that is said", () => {
  expect(fieldOf('{ field: x, values: { " Ann ": a, BEN: b } }')).toMatchObject({
    table: new Map([
      ["Ann", "a"],
      ["BEN", "b"],
    ]),
  });
  expect(fieldOf("{ field: x, values: { BEN: b }, lowerCase: true }")).toMatchObject({
    table: new Map([["ben", "b"]]),
  });
});

test("given numbers and booleans to compare with, then they are known by their text", () => {
  const { events } = sourceOf(EVENT.replace("leadId", "when: [{ field: x, is: [1, true, a] }], leadId"));
  expect(events[0]?.when[0]?.test).toEqual({ kind: "is", values: ["1", "true", "a"] });
});

test("given signatures, then each has its defaults", () => {
  const signed = (signature: string) => sourceOf(`signature: ${signature}\n${EVENT}`).signature;
  expect(signed("{ scheme: hmac, header: X-Signature, secret: { env: S } }")).toEqual({
    scheme: "hmac",
    header: "x-signature",
    hash: "sha256",
    encoding: "hex",
    prefix: "",
    timestampHeader: null,
    timestampUnit: "s",
    toleranceMs: 300_000,
    secret: { kind: "env", name: "S" },
  });
  expect(signed("{ scheme: hubspot-v3, secret: { file: /run/s }, tolerance: PT1M }")).toMatchObject({
    header: "x-hubspot-signature-v3",
    encoding: "base64",
    timestampHeader: "x-hubspot-request-timestamp",
    timestampUnit: "ms",
    toleranceMs: 60_000,
    secret: { kind: "file", path: "/run/s" },
  });
});

describe("rules", () => {
  const ruleOf = (more: string) => sourceOf(`rules: [ { id: hot, leadId: id, occurredAt: at ${more} } ]`).rules[0];
  test("set to the qualified stage, from none and the stages before it", () => {
    expect(ruleOf("")).toMatchObject({ id: "hot", stage: "MQL", from: new Set([null, "INQUIRY"]) });
    expect(ruleOf(", stage: CUSTOMER")).toMatchObject({
      stage: "CUSTOMER",
      from: new Set([null, "INQUIRY", "MQL", "SQL"]),
    });
  });
  test("start where they say: none, stages, or any other stage", () => {
    expect(ruleOf(", from: [none, SQL]")).toMatchObject({ from: new Set([null, "SQL"]) });
    expect(ruleOf(", stage: SQL, from: any")).toMatchObject({ from: new Set(["INQUIRY", "MQL", "CUSTOMER"]) });
  });
});

describe("given a source that extends a shipped one", () => {
  test("then it has its events, and not its tests", () => {
    const source = sourceOf("extends: csv-stage-changes");
    expect(source.name).toBe("crm");
    expect(source.events).toHaveLength(1);
    expect(source.tests).toEqual([]);
  });
  test("then a key of its own replaces that of the other, and an empty one takes it away", () => {
    expect(sourceOf(`extends: csv-stage-changes\n${EVENT}`).events[0]?.fields.size).toBe(3);
    const text = `${TENANTS}sources:\n  crm:\n    tenantId: { value: acme }\n    extends: csv-stage-changes\n    events:\n`;
    expect(() => parseConfigFile(text, "c.yaml")).toThrow("neither events nor rules");
  });
  test("then a table of its own replaces the other's of that name, and leaves the others", () => {
    const text = (tables: string) =>
      `extends: hubspot-contact-history\nrules:\ntables:\n  stages: { lead: INQUIRY }\n  statuses: { UNQUALIFIED: INQUIRY }\n${tables}`;
    const [first] = sourceOf(text("")).events;
    expect(first?.fields.get("stage")).toMatchObject({ table: new Map([["lead", "INQUIRY"]]) });
    const channels = first?.fields.get("channel");
    expect(channels?.kind === "history" && (channels.table?.size ?? 0)).toBeGreaterThan(3);
    expect(sourceOf(text("  channels: { X: x }")).events[0]?.fields.get("channel")).toMatchObject({
      table: new Map([["X", "x"]]),
    });
  });
  test("then a stage of the other that the funnel does not have is told, and where it comes from", () => {
    expect(() => sourceOf("extends: hubspot-contact-history\nrules:")).toThrow(
      /^c\.yaml:\d+: sources\.crm\.tables\.statuses\.\w+: .*\(as in the shipped source hubspot-contact-history: give tables of your own\)$/m,
    );
  });
});

test("given a source that says no tenant, then it is missing, whatever it extends", () => {
  const text = `${TENANTS}sources:\n  crm:\n    extends: csv-stage-changes\n`;
  expect(() => parseConfigFile(text, "c.yaml")).toThrow(
    /^c\.yaml:7: sources\.crm\.tenantId: is missing, [^(]*\{ tie: … \}$/,
  );
});

test("given sources, then the fingerprint of the configuration is as without them", () => {
  const without = parseConfigFile(TENANTS, "c.yaml");
  const { config } = parseConfigFile(
    `${TENANTS}sources: { crm: { tenantId: { value: acme }, extends: csv-stage-changes } }`,
    "c.yaml",
  );
  expect(fingerprintOf(config)).toBe(fingerprintOf(without.config));
  expect(without.sources.size).toBe(0);
  expect(parseConfigFile(`${TENANTS}sources:\n`, "c.yaml").sources.size).toBe(0);
});

test("given a mapping file, then it is one source, called as the file is", () => {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-sources-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "config.yaml"), TENANTS);
  writeFileSync(join(folder, "crm-leads.yaml"), `tenantId: { value: acme }\n${EVENT}`);
  const { config } = loadConfigFile(join(folder, "config.yaml"));
  expect(loadSource(join(folder, "crm-leads.yaml"), config)).toMatchObject({ name: "crm-leads" });
  expect(() => loadSource(join(folder, "missing.yaml"), config)).toThrow("cannot be read");
});
