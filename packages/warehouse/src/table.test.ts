import { SCHEMAS } from "@stagefold/codec";
import { expect, test } from "vitest";
import { tableFor, WAREHOUSE_TOPICS } from "./table.ts";

test("given a topic, its table has a column for each field of the schema, in order", () => {
  for (const topic of WAREHOUSE_TOPICS) {
    const { columns, record } = tableFor(topic);
    const { fields } = JSON.parse(SCHEMAS[record]) as { fields: { name: string }[] };

    expect(columns.map(({ field }) => field)).toEqual(fields.map(({ name }) => name));
  }
});

test("columns are named with underscores, and have the kinds that their fields mean", () => {
  const kinds = Object.fromEntries(tableFor("funnel-metrics").columns.map(({ name, kind }) => [name, kind]));

  expect(kinds).toMatchObject({
    metric_id: "text",
    grain: "text",
    period_start: "day",
    value: "double",
    numerator: "long",
    sample_p50: "double",
    as_of: "instant",
  });
  expect(tableFor("lead-stays")).toMatchObject({ name: "lead_stays", key: "stay_id" });
  expect(tableFor("sla-breaches")).toMatchObject({ name: "sla_breaches", key: "clock_id" });
});
