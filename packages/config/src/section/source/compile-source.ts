import type { FunnelConfig } from "@stagefold/domain";
import { compileCondition } from "./condition-schema.ts";
import { compileCsv } from "./csv-schema.ts";
import type { EventSpec, RuleSpec } from "./event-schema.ts";
import { compileSignature } from "./signature-schema.ts";
import type { EventConfig, Otherwise, RuleConfig, SourceConfig, ValueConfig } from "./source-config.ts";
import type { SourceSpec } from "./source-schema.ts";
import { compileTest } from "./test-schema.ts";
import type { ValueSpec } from "./value-schema.ts";

/** A funnel as rules take their defaults from it. */
export type RuleFunnel = Pick<FunnelConfig, "stages" | "qualified">;

type Tables = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

const REFUSE: Otherwise = { kind: "refuse" };

/** What a source is compiled with that it does not say itself. */
export interface SourceContext {
  readonly name: string;
  /** Of its tenant; undefined: rules say all themselves. */
  readonly funnel: RuleFunnel | undefined;
  /** The line on which a test stands. */
  readonly lineOfTest: (index: number) => number;
}

/** The source as it is applied, with defaults. Pure. */
export function compileSource(spec: SourceSpec, { name, funnel, lineOfTest }: SourceContext): SourceConfig {
  const tables = spec.tables ?? {};
  return {
    name,
    tenantId: compileValue(spec.tenantId, tables),
    timeZone: spec.timeZone ?? null,
    csv: compileCsv(spec.csv),
    records: spec.records ?? null,
    unwrap: spec.unwrap ?? [],
    events: (spec.events ?? []).map((event) => compileEvent(event, tables)),
    rules: (spec.rules ?? []).map((rule) => compileRule(rule, tables, funnel)),
    signature: spec.signature === undefined ? null : compileSignature(spec.signature),
    topic: spec.topic ?? null,
    tests: (spec.tests ?? []).map((test, index) => compileTest(test, lineOfTest(index))),
  };
}

function compileEvent(spec: EventSpec, tables: Tables): EventConfig {
  const { type, forEach, when, attributes, ...values } = spec;
  return {
    type,
    forEach: forEach ?? null,
    when: (when ?? []).map(compileCondition),
    fields: compileValues(values, tables),
    attributes: compileValues(attributes ?? {}, tables),
  };
}

function compileRule(spec: RuleSpec, tables: Tables, funnel: RuleFunnel | undefined): RuleConfig {
  const { id, forEach, when, attributes, stage: given, from, ...values } = spec;
  const stage = given ?? funnel?.qualified ?? "";
  const stages = funnel?.stages ?? [];
  const before = stages.slice(0, Math.max(0, stages.indexOf(stage)));
  const names = from === "any" ? stages.filter((one) => one !== stage) : (from ?? ["none", ...before]);
  return {
    id,
    stage,
    from: new Set(names.map((one) => (one === "none" ? null : one))),
    forEach: forEach ?? null,
    when: (when ?? []).map(compileCondition),
    fields: compileValues(values, tables),
    attributes: compileValues(attributes ?? {}, tables),
  };
}

function compileValues(
  specs: Readonly<Record<string, ValueSpec | undefined>>,
  tables: Tables,
): ReadonlyMap<string, ValueConfig> {
  return new Map(
    Object.entries(specs).flatMap(([name, spec]) => (spec === undefined ? [] : [[name, compileValue(spec, tables)]])),
  );
}

function compileValue(spec: ValueSpec, tables: Tables): ValueConfig {
  switch (spec.kind) {
    case "constant":
      return { kind: "constant", value: spec.value };
    case "field":
      return {
        kind: "field",
        paths: spec.field,
        ...tableOf(spec, tables, spec.lowerCase ?? false),
        whenEmpty: spec.default === undefined || spec.default === null ? null : String(spec.default),
        lowerCase: spec.lowerCase ?? false,
        formats: spec.format ?? null,
        timeZone: spec.timeZone ?? null,
        unit: spec.unit ?? "units",
        decimal: spec.decimal ?? ".",
        as: spec.as ?? null,
      };
    case "text":
      return { kind: "text", parts: spec.text, formats: spec.format ?? null, timeZone: spec.timeZone ?? null };
    case "history":
      return {
        kind: "history",
        list: spec.history,
        value: spec.value,
        at: spec.at,
        formats: spec.format ?? null,
        ...tableOf(spec, tables, false),
      };
    case "tie":
      return { kind: "tie", order: spec.tie };
  }
}

type WithTable = Pick<Extract<ValueSpec, { kind: "field" }>, "table" | "values" | "otherwise">;

function tableOf({ table, values, otherwise }: WithTable, tables: Tables, lowerCase: boolean) {
  const rows = values ?? (table === undefined || !Object.hasOwn(tables, table) ? undefined : tables[table]);
  const entries = rows === undefined ? null : Object.entries(rows);
  return {
    // Cells are trimmed, so a key that is not could never be met.
    table: entries === null ? null : new Map(entries.map(([key, value]) => [met(key, lowerCase), value])),
    tableName: values === undefined ? (table ?? null) : null,
    otherwise: otherwise ?? REFUSE,
  };
}

function met(key: string, lowerCase: boolean): string {
  return lowerCase ? key.trim().toLowerCase() : key.trim();
}
