import type { Otherwise } from "@stagefold/config";
import { nameList, nearest } from "./name-list.ts";
import type { Place } from "./place.ts";
import { refuse, skip } from "./refusal.ts";
import { quoted } from "./scalar-text.ts";

/** A table by which found values become ours. */
export interface Table {
  readonly entries: ReadonlyMap<string, string | null>;
  /** null: it is written in place. */
  readonly name: string | null;
  readonly otherwise: Otherwise;
}

/** What the table makes of `found`, which stood in the field `where`. */
export function lookUp(table: Table, found: string, target: string, where: string, place: Place): string | null {
  const value = table.entries.get(found);
  if (value !== undefined) return value;
  const name = table.name === null ? "its values" : `the table ${table.name}`;
  switch (table.otherwise.kind) {
    case "keep":
      return found;
    case "value":
      return table.otherwise.value;
    case "skip":
      return skip(place, `${target}: ${quoted(found)} in ${where} is not in ${name}`);
    case "refuse": {
      const near = nearest(found, table.entries.keys());
      const advice = `${near === "" ? "; add" : `${near} Else add`} it there, or say what holds otherwise (skip, keep, a value)`;
      return refuse(
        place,
        where,
        `${target}: found ${quoted(found)} in ${where}, expected one of ${name} (${nameList(table.entries.keys())})${advice}`,
      );
    }
  }
}
