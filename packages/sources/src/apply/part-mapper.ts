import type { EventConfig, ValueConfig } from "@stagefold/config";
import type { Zone } from "@stagefold/domain";
import type { MappedEvent, MappingProblem } from "../mapped.ts";
import { type Condition, conditionOf } from "./condition.ts";
import { fieldReader } from "./field-reader.ts";
import { type Place, placeAt } from "./place.ts";
import type { MakeRecord } from "./record/event-fields.ts";
import { described } from "./scalar-text.ts";
import { instantOf } from "./typed-value.ts";

/** The record that is being mapped, and what became of it so far. */
export interface Mapping {
  readonly record: unknown;
  readonly tenantId: string;
  readonly zone: Zone;
  readonly tenantZone: Zone;
  readonly events: MappedEvent[];
  readonly problems: MappingProblem[];
  /** Why parts of the mapping give nothing. */
  readonly reasons: string[];
}

/** One entry of `events` or `rules`: adds to the mapping what it makes of the record. */
export type MapPart = (mapping: Mapping) => void;

/** More would tell nothing new: the record is refused as a whole. */
const MOST_PROBLEMS = 8;
const MOST_REASONS = 3;

type Part = Pick<EventConfig, "forEach" | "when" | "fields">;

/** The part that makes an event by `make` for the record, or for each element of `forEach`, where `when` holds. `name` is for sentences. */
export function partMapper(
  part: Part,
  name: string,
  makerOf: (conditions: readonly Condition[]) => MakeRecord<MappedEvent>,
): MapPart {
  const conditions = part.when.map(conditionOf);
  const make = makerOf(conditions);

  function mapPlace(place: Place, mapping: Mapping): void {
    const failed = conditions.find((condition) => !condition.holds(place));
    if (failed !== undefined) {
      if (asksWhy(mapping)) note(mapping, failed.failed(place));
      return;
    }
    const event = make(place, mapping.tenantId);
    if (place.skipped !== null) note(mapping, place.skipped);
    else if (event !== null) mapping.events.push(event);
    else if (place.problems.length > 0) mapping.problems.push(...place.problems);
    else note(mapping, "the mapping makes nothing of it");
  }

  function note(mapping: Mapping, reason: string): void {
    if (asksWhy(mapping)) mapping.reasons.push(`${name}: ${reason}`);
  }

  if (part.forEach === null) {
    return (mapping) => {
      mapPlace(placeAt(mapping.record, undefined, mapping.zone, mapping.tenantZone), mapping);
    };
  }
  const { text: path, split } = part.forEach;
  const find = fieldReader(part.forEach);
  const tieBreaker = hasTie(part.fields) ? tiesOf(part.fields) : null;
  return (mapping) => {
    const list = elementsOf(find({ record: mapping.record, item: undefined }), split);
    if (list === undefined || list === null || list === "" || (Array.isArray(list) && list.length === 0)) {
      note(mapping, `${path} is empty`);
      return;
    }
    if (!Array.isArray(list)) {
      const detail = `forEach: found ${described(list)} in ${path}, expected a list; name one, or leave forEach out`;
      mapping.problems.push({ field: path, detail });
      return;
    }
    const places = list.map((item: unknown) => placeAt(mapping.record, item, mapping.zone, mapping.tenantZone));
    tieBreaker?.(places);
    for (const place of places) {
      mapPlace(place, mapping);
      if (mapping.problems.length >= MOST_PROBLEMS) return;
    }
  };
}

function asksWhy({ reasons }: Mapping): boolean {
  return reasons.length < MOST_REASONS;
}

/** A list that is written as a text, by its elements. */
function elementsOf(found: unknown, split: string | undefined): unknown {
  if (split === undefined || typeof found !== "string") return found;
  return found.split(split).filter((element) => element.trim() !== "");
}

function hasTie(fields: EventConfig["fields"]): boolean {
  return [...fields.values()].some(({ kind }) => kind === "tie");
}

const NO_TIME: ValueConfig = { kind: "constant", value: null };

/** Tells each place how many of the same instant stand before it and behind it. */
function tiesOf(fields: EventConfig["fields"]): (places: readonly Place[]) => void {
  const instant = instantOf(fields.get("occurredAt") ?? NO_TIME, "occurredAt");
  return (places) => {
    const seen = new Map<number, number>();
    const instants = places.map((place) => instant({ ...place, problems: [] }));
    for (const [index, at] of instants.entries()) {
      if (at === null) continue;
      const before = seen.get(at) ?? 0;
      (places[index] as Place).before = before;
      seen.set(at, before + 1);
    }
    for (const [index, at] of instants.entries()) {
      if (at === null) continue;
      const place = places[index] as Place;
      place.behind = (seen.get(at) ?? 0) - 1 - place.before;
    }
  };
}
