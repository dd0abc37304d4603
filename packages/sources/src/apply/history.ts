import type { ValueConfig } from "@stagefold/config";
import { type FieldReader, fieldReader } from "./field-reader.ts";
import type { Place, Read } from "./place.ts";
import { refuse } from "./refusal.ts";
import { described, scalarText } from "./scalar-text.ts";
import { lookUp, type Table } from "./table.ts";
import { instantIn } from "./time/instant-in.ts";
import { type TimeParser, timeParser } from "./time/time-parser.ts";

type History = Extract<ValueConfig, { kind: "history" }>;

interface Entry {
  readonly at: number;
  readonly value: string | null;
}

/** A history that was read: the same one is asked once for each event of the record. */
interface Remembered {
  readonly list: readonly unknown[];
  readonly zone: Place["zone"];
  readonly entries: readonly Entry[];
}

/**
 * What another field was at the event's instant: the value of the last entry at or before it. Of entries of the same
 * instant the one that stands first in the list counts, since histories are given newest first.
 */
export function historyValue(history: History, target: string): Read<string> {
  const list = fieldReader(history.list);
  const shape: Shape = {
    value: fieldReader(history.value),
    at: fieldReader(history.at),
    atName: history.at.text,
    time: timeParser(history.formats),
    target,
  };
  const table: Table | null =
    history.table === null ? null : { entries: history.table, name: history.tableName, otherwise: history.otherwise };
  let last: Remembered | null = null;
  return (place) => {
    const found = list(place);
    if (found === undefined || found === null || found === "") return null;
    if (!Array.isArray(found))
      return refuse(
        place,
        history.list.text,
        `${target}: found ${described(found)} in ${history.list.text}, expected a list`,
      );
    if (last === null || last.list !== found || last.zone !== place.zone) {
      const entries = readEntries(found, place, shape);
      if (entries === null) return null;
      last = { list: found, zone: place.zone, entries };
    }
    const text = lastUpTo(last.entries, place.occurredAt);
    return text === null || table === null ? text : lookUp(table, text, target, history.value.text, place);
  };
}

/** How an entry is read. */
interface Shape {
  readonly value: FieldReader;
  readonly at: FieldReader;
  readonly atName: string;
  readonly time: TimeParser;
  readonly target: string;
}

/** The entries in the order of time; null: one has no time that can be read. */
function readEntries(list: readonly unknown[], place: Place, shape: Shape): readonly Entry[] | null {
  const entries: Entry[] = [];
  for (const element of list) {
    const inner = { record: element, item: element };
    const found = shape.at(inner);
    const text = scalarText(found);
    const time = typeof text === "string" ? shape.time.parse(text) : null;
    if (time === null) {
      return refuse(
        place,
        shape.atName,
        `${shape.target}: found ${described(found)} in ${shape.atName} of an entry of its history, expected ${shape.time.expected}`,
      );
    }
    entries.push({ at: instantIn(time, place.zone), value: scalarText(shape.value(inner)) ?? null });
  }
  // Sorting keeps what is equal in place: reversed, the first of the list is the last of its instant.
  return entries.reverse().sort((a, b) => a.at - b.at);
}

/** The value of the last entry at or before `instant`. */
function lastUpTo(entries: readonly Entry[], instant: number): string | null {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as Entry).at <= instant) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1]?.value ?? null;
}
