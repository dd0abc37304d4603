/**
 * The reference model gives what the worked examples expect: so what it judges, it judges by the contract.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { expectedDeadLetters, toBreachRow, toMetricRow, toStayRow } from "../model/expected-rows.ts";
import { computeModel } from "../model/model.ts";
import { readConfig } from "../model/read-config.ts";
import { readNdjson } from "../model/read-ndjson.ts";

const EXAMPLES = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

/** Rows in an order of their own, each with its fields in order, so that two lists can be compared. */
function sorted(rows: readonly object[]): readonly object[] {
  const texts = rows.map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).sort())));
  return texts.sort().map((text) => JSON.parse(text) as object);
}

test("all nine examples are there", () => {
  expect(EXAMPLES).toHaveLength(9);
});

describe.each(EXAMPLES)("%s", (example) => {
  const file = (name: string): Buffer => readFileSync(join(import.meta.dirname, example, name));
  const expected = (name: string): readonly object[] =>
    file(`expected-${name}.ndjson`)
      .toString()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as object);
  const lines = readNdjson(file("in.ndjson"));
  const records = lines.flatMap(({ record }) => (record === null ? [] : [record]));
  const until = Temporal.Instant.from(file("until").toString().trim()).epochMilliseconds;
  const readAt = Date.parse("2026-11-01T00:00:00Z");
  const model = computeModel(records, readConfig(file("config.yaml").toString()), until, readAt);

  test("stays", () => {
    expect(sorted([...model.stays.values()].map(toStayRow))).toEqual(sorted(expected("lead-stays")));
  });

  test("breaches", () => {
    expect(sorted([...model.breaches.values()].map(toBreachRow))).toEqual(sorted(expected("sla-breaches")));
  });

  test("metrics", () => {
    expect(sorted([...model.metrics.values()].map(toMetricRow))).toEqual(sorted(expected("funnel-metrics")));
  });

  test("dead letters", () => {
    const rows = expected("dead-letters").map((row) => ({ ...row, detail: undefined }));
    expect(sorted(expectedDeadLetters(lines, model))).toEqual(sorted(rows));
  });
});
