/** A history that is exported again when more has happened: what the first export gave, the second gives again, to the letter. */
import { fc, test } from "@fast-check/vitest";
import { parseConfigFile, type SourceConfig } from "@stagefold/config";
import { createMapper } from "@stagefold/sources";
import { expect } from "vitest";
import { CONFIG_YAML } from "./documented-config.ts";

const { config, sources } = parseConfigFile(
  `${CONFIG_YAML}sources:\n  crm: { extends: hubspot-contact-history, tenantId: { value: acme } }\n`,
  "stagefold.yaml",
);
const mapper = createMapper(sources.get("crm") as SourceConfig, config);

interface Entry {
  readonly value: string;
  readonly timestamp: string;
}

/** Few instants, so that many fall together. */
const START = Date.UTC(2026, 2, 1);
const instants = fc.integer({ min: 0, max: 6 });

/** A property's entries, newest first, as HubSpot lists them. */
function history(...values: readonly string[]): fc.Arbitrary<readonly Entry[]> {
  const entry = fc.record({ value: fc.constantFrom(...values), at: instants });
  return fc.array(entry, { maxLength: 8 }).map((entries) =>
    entries
      .sort((a, b) => b.at - a.at)
      .map(({ value, at }) => ({
        value,
        timestamp: new Date(START + at).toISOString(),
        sourceType: "CRM_UI",
        sourceId: "userId:1",
      })),
  );
}

const histories = fc.record({
  lifecyclestage: history("lead", "marketingqualifiedlead", "salesqualifiedlead", "", "other"),
  hs_lead_status: history("NEW", "CONNECTED", "UNQUALIFIED", "BAD_TIMING"),
  hubspot_owner_id: history("9001", "9002", ""),
  hs_analytics_source: history("PAID_SEARCH", "OFFLINE"),
});

/** The contact as it was exported at an instant: what came later is not in it, and its present owner is that of then. */
function exportedAt(instant: number, whole: Readonly<Record<string, readonly Entry[]>>): unknown {
  const upTo = new Date(START + instant).toISOString();
  const then = Object.entries(whole).map(([name, entries]) => [
    name,
    entries.filter(({ timestamp }) => timestamp <= upTo),
  ]);
  const propertiesWithHistory = Object.fromEntries(then) as Record<string, readonly Entry[]>;
  const hubspot_owner_id = propertiesWithHistory.hubspot_owner_id?.[0]?.value ?? null;
  return { id: "1", properties: { hubspot_owner_id }, propertiesWithHistory, archived: false };
}

test.prop([histories, instants])(
  "nothing of an earlier export contradicts a later one, or is missing in it",
  (whole, at) => {
    const earlier = mapper.map(exportedAt(at, whole));
    const later = mapper.map(exportedAt(6, whole));

    expect([...earlier.problems, ...later.problems]).toEqual([]);
    const known = new Map(later.events.map(({ record }) => [record.eventId, record]));
    for (const { record } of earlier.events) expect(known.get(record.eventId)).toEqual(record);
  },
);

test.prop([histories])("every event has an id of its own", (whole) => {
  const ids = mapper.map(exportedAt(6, whole)).events.map(({ record }) => record.eventId);
  expect(new Set(ids).size).toBe(ids.length);
});
