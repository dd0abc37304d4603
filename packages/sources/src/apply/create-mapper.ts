import type { SourceConfig } from "@stagefold/config";
import { type StagefoldConfig, type Zone, zoneOf } from "@stagefold/domain";
import type { Mapped, MappedEvent, Mapper } from "../mapped.ts";
import { ownValue } from "./field-reader.ts";
import { type MapPart, type Mapping, partMapper } from "./part-mapper.ts";
import { placeAt } from "./place.ts";
import { eventMaker } from "./record/event-maker.ts";
import { ruleMaker } from "./rule-maker.ts";
import { described } from "./scalar-text.ts";
import { textOf } from "./typed-value.ts";

/**
 * The mapper of a source: what its records become, as its mapping says. `config` is asked for the time zones of its
 * tenants; whether tenant and stage exist is for intake to judge.
 *
 * Pure, deterministic, and total: never throws, whatever the record. One record gives all of its events or none: where
 * one cannot be made, the others are held back, so that it can be mended and given again.
 */
export function createMapper(source: SourceConfig, config: StagefoldConfig): Mapper {
  const { name } = source;
  const tenantOf = textOf(source.tenantId, "tenantId", true);
  const ownZone = source.timeZone === null ? null : zoneOf(source.timeZone);
  const events = source.events.map((event) => partMapper(event, event.type, () => eventMaker(event.type, event, name)));
  const rules = source.rules.map((rule) =>
    partMapper(rule, `rule ${rule.id}`, (conditions) => ruleMaker(rule, conditions, name)),
  );
  // What a tenant that is not configured has is no matter: it is refused.
  const utc = zoneOf("UTC");
  const zones = new Map<string, Zone>();
  for (const [tenantId, { timeZone }] of config.tenants) zones.set(tenantId, zoneOf(timeZone));

  function tenantZone(tenantId: string): Zone {
    return zones.get(tenantId) ?? zones.get("*") ?? utc;
  }

  return {
    map(given) {
      const record = unwrapped(given, source.unwrap);
      if (record === null || record === undefined)
        return { events: [], problems: [], skipped: "there is nothing in the record" };
      if (typeof record !== "object" || Array.isArray(record))
        return refused([
          { field: null, detail: `found ${described(record)}, expected a record: an object with fields` },
        ]);
      const place = placeAt(record, undefined, utc, utc);
      const tenantId = tenantOf(place);
      if (place.skipped !== null) return { events: [], problems: [], skipped: place.skipped };
      if (tenantId === null) return refused(place.problems);
      const zone = tenantZone(tenantId);
      const mapping: Mapping = {
        record,
        tenantId,
        zone: ownZone ?? zone,
        tenantZone: zone,
        events: [],
        problems: [],
        reasons: [],
      };
      for (const map of events) map(mapping);
      const own = mapping.events.length;
      for (const map of rules) addRule(map, mapping, own);
      if (mapping.problems.length > 0) return refused(mapping.problems);
      if (mapping.events.length > 0) return { events: mapping.events, problems: [], skipped: null };
      return { events: [], problems: [], skipped: mapping.reasons.join("; ") || "the mapping makes no event of it" };
    },
  };
}

/** Of two rules that hold for a lead the first one counts; `own` events are the record's. */
function addRule(map: MapPart, mapping: Mapping, own: number): void {
  const before = mapping.events.length;
  map(mapping);
  if (before === own) return;
  const set = new Set(mapping.events.slice(own, before).map(leadOf));
  const added = mapping.events.splice(before);
  for (const event of added) if (!set.has(leadOf(event))) mapping.events.push(event);
}

function leadOf({ record }: MappedEvent): string | null {
  return "leadId" in record ? record.leadId : null;
}

function refused(problems: Mapped["problems"]): Mapped {
  return { events: [], problems, skipped: null };
}

/** What stands under the keys that envelop a record, one after the other, where they are there. */
function unwrapped(record: unknown, keys: readonly string[]): unknown {
  let value = record;
  for (const key of keys) {
    const inner = ownValue(value, key);
    if (inner !== undefined) value = inner;
  }
  return value;
}
