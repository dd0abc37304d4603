import type { KeyPath, Report } from "../../key-path.ts";
import { didYouMean } from "../../nearest-name.ts";
import { expectStage, type StageNames } from "../../rule/stages.ts";
import { type ConditionSpec, TESTS } from "./condition-schema.ts";
import type { EventSpec, RuleSpec } from "./event-schema.ts";
import { RECORD_FIELDS, type RecordField } from "./record-fields.ts";
import type { FieldPath } from "./source-config.ts";
import { stageValueRules } from "./stage-rules.ts";
import { itemRule, valueRules } from "./value-rules.ts";
import type { ValueSpec } from "./value-schema.ts";

/** What an event or rule is checked against. */
export interface EventContext {
  readonly tables: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly tablesAt: KeyPath;
  /** undefined: the tenant, or its funnel, is not known. */
  readonly stages: StageNames;
}

/** Fields that are read once the event's time is known. */
const AFTER_TIME = new Set(["reason", "channel", "campaignId", "ownerId"]);

type Values = Readonly<Record<string, ValueSpec | undefined>>;

/** Refuses fields that the record type does not have, or needs and the event does not name, and what is wrong in each value. */
export function eventRules(spec: EventSpec, path: KeyPath, context: EventContext, report: Report): void {
  const { type, forEach, when, attributes, ...values } = spec;
  const fields = RECORD_FIELDS[type];
  partRules({ forEach, when, attributes }, fields, type, values, path, context, report);
  if (attributes !== undefined && !("leadId" in fields))
    report([...path, "attributes"], `is no field of ${type}, expected it on a lead's events only; remove it`);
  const { stage } = values;
  if (stage !== undefined && "stage" in fields)
    stageValueRules(stage, [...path, "stage"], context.tables, context.tablesAt, context.stages, report);
}

const { stage: _, ...RULE_FIELDS } = RECORD_FIELDS.LeadStageChanged;

/** Refuses the same of a rule, and stages that the funnel does not have. */
export function ruleRules(spec: RuleSpec, path: KeyPath, context: EventContext, report: Report): void {
  const { id: _id, stage, from, forEach, when, attributes, ...values } = spec;
  partRules({ forEach, when, attributes }, RULE_FIELDS, "a rule", values, path, context, report);
  if (stage !== undefined) expectStage(stage, [...path, "stage"], context.stages, report);
  for (const [index, one] of (from === undefined || from === "any" ? [] : from).entries()) {
    const at = [...path, "from", index];
    if (one !== "none") expectStage(one, at, context.stages, report);
    if (one === stage)
      report(at, `found ${JSON.stringify(one)}, to which the rule sets the lead, expected other stages; remove it`);
  }
}

function partRules(
  part: Pick<EventSpec, "forEach" | "when" | "attributes">,
  fields: Readonly<Record<string, RecordField>>,
  type: string,
  values: Values,
  path: KeyPath,
  { tables }: EventContext,
  report: Report,
): void {
  const hasItem = part.forEach !== undefined;
  if (part.forEach !== undefined) itemRule(part.forEach, [...path, "forEach"], false, report);
  for (const [index, condition] of (part.when ?? []).entries())
    conditionRules(condition, [...path, "when", index], hasItem, report);
  for (const [name, { required }] of Object.entries(fields)) {
    if (required && values[name] === undefined)
      report([...path, name], `is missing, expected a value: ${type} needs ${name}; say where it comes from`);
  }
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    const at = [...path, name];
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) {
      const known = Object.keys(fields);
      report(
        at,
        `is no field of ${type}, expected one of ${known.join(", ")}${didYouMean(name, known) || "; remove it"}`,
      );
    } else
      valueRules(
        value,
        {
          name,
          form: field.form,
          required: field.required,
          hasItem,
          hasTime: AFTER_TIME.has(name) && "occurredAt" in fields,
        },
        at,
        tables,
        report,
      );
  }
  for (const [name, value] of Object.entries(part.attributes ?? {})) {
    const place = { name: `attributes.${name}`, form: "text", required: false, hasItem, hasTime: true } as const;
    valueRules(value, place, [...path, "attributes", name], tables, report);
  }
}

function conditionRules(spec: ConditionSpec, path: KeyPath, hasItem: boolean, report: Report): void {
  const named = TESTS.filter((key) => spec[key] !== undefined);
  if (named.length !== 1) {
    const found = named.length === 0 ? "no test" : named.join(" and ");
    report(
      path,
      `found ${found}, expected field and one of ${TESTS.join(", ")}; make ${named.length > 1 ? "two conditions of it" : "one of it"}`,
    );
  }
  const paths: readonly (readonly [string, FieldPath | undefined])[] = [
    ["field", spec.field],
    ["changedFrom", spec.changedFrom],
  ];
  for (const [key, field] of paths) if (field !== undefined) itemRule(field, [...path, key], hasItem, report);
}
