import type { EventConfig, ValueConfig } from "@stagefold/config";
import type { Place, Read } from "../place.ts";
import { textOf } from "../typed-value.ts";

/** What the mapping says of one event's values. */
export type EventFields = Pick<EventConfig, "fields" | "attributes">;

/** Makes a record of what stands at a place; null where the place says why not. */
export type MakeRecord<T> = (place: Place, tenantId: string) => T | null;

const NOTHING: ValueConfig = { kind: "constant", value: null };

/** What the mapping says of a field; of one that it leaves out, that it is empty. */
export function configOf({ fields }: EventFields, name: string): ValueConfig {
  return fields.get(name) ?? NOTHING;
}

/** The text of a field that may be empty. */
export function optionalText(fields: EventFields, name: string): Read<string> {
  return textOf(configOf(fields, name), name, false);
}

/** The text of a field as the record has it, before the mapping's tables: what identifies a line, whatever it is called here. */
export function foundText(fields: EventFields, name: string): Read<string> {
  const config = configOf(fields, name);
  const asFound = config.kind === "field" || config.kind === "history" ? { ...config, table: null } : config;
  return textOf(asFound, name, false);
}

/** The text of a field that may not be empty. */
export function requiredText(fields: EventFields, name: string): Read<string> {
  return textOf(configOf(fields, name), name, true);
}

/** The eventId that the mapping gives. undefined: it gives none, and one is derived. */
export function givenId(fields: EventFields): Read<string> | undefined {
  return fields.fields.has("eventId") ? requiredText(fields, "eventId") : undefined;
}

const NO_ATTRIBUTES: Readonly<Record<string, string>> = {};

/** The attributes that are not empty. */
export function attributesReader({ attributes }: EventFields): (place: Place) => Readonly<Record<string, string>> {
  const readers = [...attributes].map(([name, value]) => ({ name, read: textOf(value, `attributes.${name}`, false) }));
  if (readers.length === 0) return () => NO_ATTRIBUTES;
  return (place) => {
    const found: [string, string][] = [];
    for (const { name, read } of readers) {
      const text = read(place);
      if (text !== null) found.push([name, text]);
    }
    // Defines its keys: __proto__ is a name like any other.
    return Object.fromEntries(found);
  };
}

/** Whether the event cannot be made. */
export function isSpoilt({ problems, skipped }: Place): boolean {
  return problems.length > 0 || skipped !== null;
}
