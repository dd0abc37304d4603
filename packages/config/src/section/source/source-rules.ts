import type { KeyPath, Report } from "../../key-path.ts";
import { didYouMean } from "../../nearest-name.ts";
import { entries, member } from "../../rule/raw.ts";
import type { RuleFunnel } from "./compile-source.ts";
import { eventRules, ruleRules } from "./event-rules.ts";
import { signatureRules } from "./signature-schema.ts";
import type { SourceSpec } from "./source-schema.ts";
import type { SourceTenants } from "./source-tenants.ts";
import { testRules } from "./test-schema.ts";
import { valueRules } from "./value-rules.ts";

/** The funnel of a source's tenant: undefined where the record says the tenant, or there is no such funnel. Pure. */
export function funnelOf(spec: SourceSpec, tenants: SourceTenants): RuleFunnel | undefined {
  if (spec.tenantId.kind === "constant") return tenants.funnelOf(String(spec.tenantId.value));
  // Where there is one tenant alone, records can be of no other.
  const [only, ...others] = tenants.names;
  return only === undefined || others.length > 0 ? undefined : tenants.funnelOf(only);
}

/** Refuses what relates the keys of a source to each other and to its tenant. `own` is the source as it stands in the file. */
export function sourceRules(
  spec: SourceSpec,
  own: unknown,
  path: KeyPath,
  tenants: SourceTenants,
  report: Report,
): void {
  const tables = spec.tables ?? {};
  tenantRules(spec, path, tenants, report);
  const funnel = funnelOf(spec, tenants);
  const stages = funnel === undefined ? undefined : new Set(funnel.stages);
  const context = { tables, tablesAt: [...path, "tables"], stages };
  const events = spec.events ?? [];
  const rules = spec.rules ?? [];
  if (events.length === 0 && rules.length === 0)
    report(path, "found neither events nor rules, expected what a record becomes; add events");
  for (const [index, event] of events.entries()) eventRules(event, [...path, "events", index], context, report);
  const first = new Map<string, number>();
  for (const [index, rule] of rules.entries()) {
    const at = [...path, "rules", index];
    ruleRules(rule, at, context, report);
    const isSaid = rule.stage !== undefined && rule.from !== undefined && rule.from !== "any";
    // A tenant that is said and has no funnel is a fault by itself.
    if (funnel === undefined && !isSaid && spec.tenantId.kind !== "constant")
      report(
        at,
        "found a rule without stage or from (or from: any), expected both where the funnel of its tenant is not known; say them",
      );
    const before = first.get(rule.id);
    if (before === undefined) first.set(rule.id, index);
    else
      report(
        [...at, "id"],
        `found ${JSON.stringify(rule.id)}, which rules[${before}] is called already, expected each id once in a source; rename one`,
      );
  }
  unusedTableRules(spec, own, path, report);
  if (spec.signature !== undefined) signatureRules(spec.signature, [...path, "signature"], report);
  for (const [index, test] of (spec.tests ?? []).entries()) testRules(test, [...path, "tests", index], report);
}

function tenantRules(spec: SourceSpec, path: KeyPath, { names }: SourceTenants, report: Report): void {
  const at = [...path, "tenantId"];
  const { tenantId } = spec;
  valueRules(
    tenantId,
    { name: "tenantId", form: "text", required: false, hasItem: false, hasTime: false },
    at,
    spec.tables ?? {},
    report,
  );
  if (tenantId.kind !== "constant") return;
  const name = tenantId.value === null ? "" : String(tenantId.value);
  if (name === "" || name === "*") {
    report(
      [...at, "value"],
      `found ${JSON.stringify(name)}, expected a tenantId; name the tenant to which the records belong`,
    );
  } else if (names.length > 0 && !names.includes(name) && !names.includes("*")) {
    const advice = didYouMean(name, names) || "; add it there or name another";
    report([...at, "value"], `found ${JSON.stringify(name)}, expected one of tenants: ${names.join(", ")}${advice}`);
  }
}

/** A table under a name that no value asks for changes nothing: mostly, its name is misspelt. */
function unusedTableRules(spec: SourceSpec, own: unknown, path: KeyPath, report: Report): void {
  const asked = new Set(
    [...(spec.events ?? []), ...(spec.rules ?? [])].flatMap(({ attributes, ...values }) =>
      [...Object.values(values), ...Object.values(attributes ?? {})].map((value) => member(value, "table")),
    ),
  );
  asked.add(member(spec.tenantId, "table"));
  const names = [...asked].filter((name) => typeof name === "string");
  // One that is asked for and not there says it already: it may be the one that is not asked for.
  if (names.some((name) => !Object.hasOwn(spec.tables ?? {}, name))) return;
  for (const [name] of entries(member(own, "tables"))) {
    if (names.includes(name)) continue;
    const known = names.length === 0 ? "values name none" : `values name ${names.join(", ")}`;
    report(
      [...path, "tables", name],
      `is a table that no value names, expected one that is (${known})${didYouMean(name, names) || "; remove it"}`,
    );
  }
}
