import { METRICS } from "@stagefold/domain";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { metricQueryUrl } from "../query-url.ts";
import * as shapes from "../shape/index.ts";
import { DEFINITIONS } from "./definitions.ts";

describe("the definitions", () => {
  it("are there for every metric, each once", () => {
    const ids = DEFINITIONS.map(({ id }) => id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(METRICS.filter((metric) => !ids.includes(metric))).toEqual([]);
    expect(shapes.metricNameSchema.options).toEqual([...METRICS]);
    expect(DEFINITIONS.filter(({ metric }) => metric !== null).map(({ metric }) => metric)).toEqual([...METRICS]);
  });

  it("stand in the schemas of the reports, from where the documentation takes them", () => {
    const schema = JSON.stringify(z.toJSONSchema(shapes.mqlReportSchema));

    expect(schema).toContain('"x-definition":"acceptance_rate"');
    expect(schema).toContain("leads that reached SQL in the period / leads that reached MQL in the period");
  });

  it("leave no definition without a figure that shows it", () => {
    const used = Object.values(shapes)
      .filter((shape) => shape instanceof z.ZodType)
      .map((shape) => JSON.stringify(z.toJSONSchema(shape, { io: "input" })))
      .join();
    const shownAsAnyMetric = ["stage_entries", "stage_exits", "stage_population"];

    expect(DEFINITIONS.filter(({ id }) => !used.includes(`"x-definition":"${id}"`)).map(({ id }) => id)).toEqual(
      shownAsAnyMetric,
    );
  });
});

describe("the query behind a figure", () => {
  it("asks for exactly its segment", () => {
    expect(metricQueryUrl("acme", { metric: "velocity", subject: "*>SQL", channel: "paid & more" })).toBe(
      "/v1/tenants/acme/metrics?metric=velocity&subject=*%3ESQL&by=channel&channel=paid%20%26%20more",
    );
    expect(metricQueryUrl("a b", { metric: "spend" })).toBe("/v1/tenants/a%20b/metrics?metric=spend&by=");
  });
});
