import { parseConfigFile, type SourceConfig } from "@stagefold/config";
import type { LogRecord } from "@stagefold/processing";
import { createMapper } from "@stagefold/sources";
import { expect, test } from "vitest";
import { mapTopicRecords } from "./map-topic-records.ts";

const { config, sources } = parseConfigFile(
  `
tenants: { acme: { timeZone: UTC, currency: EUR, funnel: { stages: [INQUIRY, MQL, SQL], qualified: MQL, accepted: SQL } } }
sources:
  crm:
    tenantId: { value: acme }
    events:
      - type: LeadStageChanged
        forEach: leads
        leadId: item
        occurredAt: at
        stage: { value: MQL }
`,
  "stagefold.yaml",
);
const source = sources.get("crm") as SourceConfig;

function record(offset: number, leads: number): LogRecord {
  const value = { at: "2026-03-01T00:00:00Z", leads: Array.from({ length: leads }, (_, n) => `${offset}-${n}`) };
  return { offset, timestamp: 0, key: null, value: Buffer.from(JSON.stringify(value)), headers: null };
}

async function piecesOf(...records: readonly LogRecord[]): Promise<[number, number | null][]> {
  const pieces = await mapTopicRecords(records, 100, source, createMapper(source, config));
  return pieces.map(({ events, position }) => [events.length, position]);
}

test("what fits into one offer is one piece, up to where was read", async () => {
  expect(await piecesOf(record(3, 2), record(7, 3))).toEqual([[5, 100]]);
  expect(await piecesOf()).toEqual([[0, 100]]);
});

test("given more events than are taken at once, pieces end between records", async () => {
  expect(await piecesOf(record(3, 6_000), record(7, 6_000))).toEqual([
    [6_000, 7],
    [6_000, 100],
  ]);
});

test("given a record with more events than are taken at once, its position comes with its last piece", async () => {
  expect(await piecesOf(record(3, 1), record(7, 20_001))).toEqual([
    [1, 7],
    [10_000, null],
    [10_000, null],
    [1, 100],
  ]);
});
