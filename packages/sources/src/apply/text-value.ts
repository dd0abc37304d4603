import type { FieldPath, ValueConfig } from "@stagefold/config";
import { fieldReader } from "./field-reader.ts";
import { historyValue } from "./history.ts";
import type { Place, Read } from "./place.ts";
import { nothingFound, pathNames, refuse, skip } from "./refusal.ts";
import { described, quoted, scalarText } from "./scalar-text.ts";
import { lookUp, type Table } from "./table.ts";

/** A value of an event as text, before it is read as what its field holds. */
export interface TextValue {
  readonly read: Read<string>;
  /** The paths that it comes from, for sentences; "the mapping" for a constant. */
  readonly where: string;
}

/** The text of a field `target` of an event. Where it is `required`, finding none is refused. */
export function textValue(config: ValueConfig, target: string, required: boolean): TextValue {
  switch (config.kind) {
    case "constant": {
      const text = config.value === null ? null : String(config.value);
      return { where: "the mapping", read: () => text };
    }
    case "field":
      return fieldText(config, target, required);
    case "text":
      return templateText(config.parts, target, required);
    case "history":
      // Only of fields that may be empty: the configuration sees to it.
      return { where: config.list.text, read: historyValue(config, target) };
    case "tie":
      return {
        where: "forEach",
        read: config.order === "oldest-first" ? ({ before }) => String(before) : ({ behind }) => String(behind),
      };
  }
}

function fieldText(config: Extract<ValueConfig, { kind: "field" }>, target: string, required: boolean): TextValue {
  const { paths, whenEmpty, lowerCase, otherwise } = config;
  const readers = paths.map((path) => ({ path, find: fieldReader(path) }));
  const where = pathNames(paths);
  const table: Table | null =
    config.table === null ? null : { entries: config.table, name: config.tableName, otherwise };
  return {
    where,
    read: (place) => {
      for (const { path, find } of readers) {
        const text = singleText(find(place), path, target, place);
        if (text === undefined) return null;
        if (text === null) continue;
        const found = lowerCase ? text.toLowerCase() : text;
        if (table === null) return found;
        const value = lookUp(table, found, target, path.text, place);
        if (value === null && required && isUndisputed(place))
          return skip(place, `${target}: ${quoted(found)} in ${path.text} means nothing`);
        return value;
      }
      if (whenEmpty !== null || !required) return whenEmpty;
      if (otherwise.kind === "skip") return skip(place, `${target}: ${where} is empty`);
      return refuse(place, where, nothingFound(place, target, paths));
    },
  };
}

/** Text with fields in it: none where one of them is empty, since ids made of less would meet. */
function templateText(parts: readonly (string | FieldPath)[], target: string, required: boolean): TextValue {
  const paths = parts.filter((part) => typeof part !== "string");
  const where = pathNames(paths);
  const readers = parts.map((part) => (typeof part === "string" ? part : { path: part, find: fieldReader(part) }));
  return {
    where,
    read: (place) => {
      let whole = "";
      for (const part of readers) {
        if (typeof part === "string") {
          whole += part;
          continue;
        }
        const text = singleText(part.find(place), part.path, target, place);
        if (text === undefined) return null;
        if (text === null)
          return required ? refuse(place, part.path.text, nothingFound(place, target, [part.path])) : null;
        whole += text;
      }
      return whole.trim() || null;
    },
  };
}

/** undefined: it was refused. */
function singleText(found: unknown, path: FieldPath, target: string, place: Place): string | null | undefined {
  const text = scalarText(found);
  if (text === undefined) {
    refuse(
      place,
      path.text,
      `${target}: found ${described(found)} in ${path.text}, expected a single value; name a field inside of it`,
    );
    return undefined;
  }
  if (text?.isWellFormed() === false) {
    refuse(
      place,
      path.text,
      `${target}: found half of a surrogate pair in ${path.text}, expected well-formed text; mend it at the source`,
    );
    return undefined;
  }
  return text;
}

/** Whether nothing has been said of the event yet. */
function isUndisputed({ problems, skipped }: Place): boolean {
  return problems.length === 0 && skipped === null;
}
