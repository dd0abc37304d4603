/**
 * The columns that a mapping reads of a CSV file.
 *
 * A column is *needed* where an event cannot be made, or its conditions cannot be judged, without it; the ones that only
 * fill in what may stay empty (owner, channel, time zone, attributes …) are *wanted*: a file without them can be read. So
 * are columns that an event asks to be present and another event does not read: they tell which of the events a file has.
 */
import type { ConditionConfig, FieldPath, SourceConfig, ValueConfig } from "@stagefold/config";

/** Names of which a file must have one: what the mapping takes the value from, first to last. */
export type ColumnChoice = readonly string[];

export interface ColumnsRead {
  readonly needed: readonly ColumnChoice[];
  readonly wanted: readonly ColumnChoice[];
}

/** Fields of our records that may be empty or are filled in. */
const OPTIONAL = new Set([
  "eventId",
  "sequence",
  "ownerId",
  "channel",
  "campaignId",
  "reason",
  "spendId",
  "lastDay",
  "revision",
]);

/** What `source` reads of a row. Pure. */
export function columnsRead(source: SourceConfig): ColumnsRead {
  const needed = new Map<string, ColumnChoice>();
  const wanted = new Map<string, ColumnChoice>();
  const value = (config: ValueConfig, into: Map<string, ColumnChoice>) => {
    for (const { choice, hasDefault } of choicesOf(config)) {
      if (choice.length > 0) (hasDefault ? wanted : into).set(JSON.stringify(choice), choice);
    }
  };
  const conditions = (when: readonly ConditionConfig[]) => {
    for (const { field, test } of when) {
      if (test.kind === "present") continue;
      for (const path of test.kind === "changedFrom" ? [field, test.other] : [field]) {
        const choice = columnsOf([path]);
        if (choice.length > 0) needed.set(JSON.stringify(choice), choice);
      }
    }
  };
  value(source.tenantId, needed);
  const parts = [...source.events, ...source.rules];
  const asked = parts.map(({ when }) => new Set(when.filter(isAskedFor).map(({ field }) => columnOf(field))));
  for (const [index, event] of parts.entries()) {
    conditions(event.when);
    const ownTo = (column: string): boolean =>
      asked[index]?.has(column) === true && asked.some((others) => !others.has(column));
    for (const [name, config] of event.fields) {
      const isOptional = OPTIONAL.has(name) || choicesOf(config).some(({ choice }) => choice.some(ownTo));
      // The text of an eventId is made of its columns: without them every event had the same.
      const isIdentity = name === "eventId" && config.kind === "text";
      value(config, isOptional && !isIdentity ? wanted : needed);
    }
    for (const config of event.attributes.values()) value(config, wanted);
  }
  return {
    needed: [...needed.values()],
    wanted: [...wanted].filter(([key]) => !needed.has(key)).map(([, choice]) => choice),
  };
}

function isAskedFor({ test }: ConditionConfig): boolean {
  return test.kind === "present" && test.wanted;
}

function choicesOf(config: ValueConfig): { readonly choice: ColumnChoice; readonly hasDefault: boolean }[] {
  switch (config.kind) {
    case "field":
      return [
        { choice: columnsOf(config.paths), hasDefault: config.whenEmpty !== null },
        ...columnOfZone(config.timeZone),
      ];
    case "text":
      return [
        ...config.parts
          .filter((part) => typeof part !== "string")
          .map((part) => ({ choice: columnsOf([part]), hasDefault: false })),
        ...columnOfZone(config.timeZone),
      ];
    case "constant":
    case "history":
    case "tie":
      return [];
  }
}

function columnOfZone(timeZone: string | FieldPath | null) {
  return timeZone === null || typeof timeZone === "string" ? [] : [{ choice: columnsOf([timeZone]), hasDefault: true }];
}

function columnsOf(paths: readonly FieldPath[]): ColumnChoice {
  return paths.filter((path) => path.of === "record").map(columnOf);
}

/** A quoted step is a column's name as it stands; any other path is looked up as it is written. */
function columnOf(path: FieldPath): string {
  const [step] = path.steps;
  return path.steps.length === 1 && step !== undefined ? String(step) : path.text;
}
