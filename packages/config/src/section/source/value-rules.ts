import type { KeyPath, Report } from "../../key-path.ts";
import { didYouMean } from "../../nearest-name.ts";
import type { FieldForm } from "./record-fields.ts";
import type { FieldPath } from "./source-config.ts";
import type { ValueSpec } from "./value-schema.ts";

/** What a value stands for, and what it may ask. */
export interface ValuePlace {
  readonly name: string;
  readonly form: FieldForm;
  /** It may not be empty. */
  readonly required: boolean;
  /** There is an `item`. */
  readonly hasItem: boolean;
  /** The event's time is known when it is read. */
  readonly hasTime: boolean;
}

type Tables = Readonly<Record<string, unknown>>;

const OF_FORM: Readonly<Record<string, readonly FieldForm[]>> = {
  format: ["instant", "day", "month"],
  timeZone: ["instant", "day", "month"],
  unit: ["money"],
  decimal: ["money"],
};

const FORM_NAMES: Readonly<Record<string, string>> = {
  format: "times and days",
  timeZone: "times and days",
  unit: "amounts",
  decimal: "amounts",
};

/** Refuses what a value says that its field, or the event around it, cannot have. */
export function valueRules(spec: ValueSpec, place: ValuePlace, path: KeyPath, tables: Tables, report: Report): void {
  for (const { at, field } of pathsIn(spec)) itemRule(field, [...path, ...at], place.hasItem, report);
  if (spec.kind === "tie") {
    tieRules(place, path, report);
    return;
  }
  if (spec.kind === "constant" && spec.value === null && place.required)
    report([...path, "value"], `found nothing, expected a value: ${place.name} may not be empty; give one`);
  if (spec.kind === "history" && !place.hasTime) {
    report(
      path,
      "found a history, expected one of reason, channel, campaignId, ownerId and attributes of a lead's event only: it is asked for the event's time; name a field",
    );
  }
  if (spec.kind === "field" || spec.kind === "history") tableRules(spec, path, tables, report);
  for (const [key, forms] of Object.entries(OF_FORM)) {
    if (spec.kind === "history" && key === "format") continue;
    if (key in spec && (spec as Readonly<Record<string, unknown>>)[key] !== undefined && !forms.includes(place.form))
      report([...path, key], `found ${key} on ${place.name}, expected it on ${FORM_NAMES[key]} only; remove it`);
  }
  if (spec.kind === "field" && spec.as !== undefined && place.name !== "sequence")
    report([...path, "as"], `found as on ${place.name}, expected it on sequence only; remove it`);
}

function tieRules({ name, hasItem }: ValuePlace, path: KeyPath, report: Report): void {
  if (name !== "sequence") report(path, `found tie on ${name}, expected it on sequence only; name a field`);
  else if (!hasItem)
    report(path, "found tie without forEach, expected a list to count in; add forEach, or name a field");
}

function tableRules(
  spec: Extract<ValueSpec, { kind: "field" | "history" }>,
  path: KeyPath,
  tables: Tables,
  report: Report,
): void {
  const { table, values, otherwise } = spec;
  if (table !== undefined && values !== undefined)
    report([...path, "values"], "found both table and values, expected one of them; remove one");
  if (table !== undefined && !Object.hasOwn(tables, table)) {
    const names = Object.keys(tables);
    const known = names.length === 0 ? "there is none" : `there are ${names.join(", ")}`;
    const advice = didYouMean(table, names) || "; add it there";
    report(
      [...path, "table"],
      `found ${JSON.stringify(table)}, expected the name of a table under tables (${known})${advice}`,
    );
  }
  if (otherwise !== undefined && table === undefined && values === undefined)
    report(
      [...path, "otherwise"],
      "found otherwise without a table, expected table or values beside it; add one, or use default for empty fields",
    );
}

/** Refuses `item` where there is no list to go through. */
export function itemRule(field: FieldPath, path: KeyPath, hasItem: boolean, report: Report): void {
  if (field.of !== "item" || hasItem) return;
  report(
    path,
    `found ${JSON.stringify(field.text)} without forEach, expected a path into the record; add forEach, or for a field of that name write ${JSON.stringify(`["item"]${field.text.slice(4)}`)}`,
  );
}

interface PathIn {
  readonly at: KeyPath;
  readonly field: FieldPath;
}

/** The paths into the record that a value names; those into an entry of a history are none. */
function pathsIn(spec: ValueSpec): readonly PathIn[] {
  switch (spec.kind) {
    case "field": {
      const zone = typeof spec.timeZone === "object" ? [{ at: ["timeZone"], field: spec.timeZone }] : [];
      return [...spec.field.map((field) => ({ at: ["field"], field })), ...zone];
    }
    case "text":
      return spec.text.flatMap((part) => (typeof part === "string" ? [] : [{ at: ["text"], field: part }]));
    case "history":
      return [{ at: ["history"], field: spec.history }];
    case "constant":
    case "tie":
      return [];
  }
}
