/**
 * The judge acquits what is right and notices what is not: on the worked examples, written as a
 * replay would.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { differences } from "./compare.ts";
import { foldOutputs } from "./fold-outputs.ts";
import { computeModel } from "./model.ts";
import { readConfig } from "./read-config.ts";
import { readNdjson } from "./read-ndjson.ts";

const GOLDEN = join(import.meta.dirname, "../golden");
const EXAMPLES = readdirSync(GOLDEN).filter((name) => /^\d\d-/.test(name));
const OUTPUTS = ["lead-stays", "sla-breaches", "funnel-metrics", "dead-letters"] as const;

type Row = Record<string, unknown>;
type Outputs = Record<(typeof OUTPUTS)[number], Row[]>;

const dir = mkdtempSync(join(tmpdir(), "compare-"));
afterAll(() => rmSync(dir, { recursive: true }));

/** The example's expected records with the fields that are free filled in, as if published once each. */
function published(example: string): Outputs {
  const rows = (name: string): Row[] =>
    readFileSync(join(GOLDEN, example, `expected-${name}.ndjson`), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line, index) => ({ ...(JSON.parse(line) as Row), revision: 1, metricId: `m${index}`, live: false }));
  const breaches = rows("sla-breaches").flatMap((row) =>
    row.kind === "RESOLVED" ? [{ ...row, kind: "BREACHED", endedAt: null, overdueMs: null }, row] : [row],
  );
  return {
    "lead-stays": rows("lead-stays"),
    "sla-breaches": breaches,
    "funnel-metrics": rows("funnel-metrics"),
    "dead-letters": rows("dead-letters"),
  };
}

function judged(example: string, outputs: Outputs): string[] {
  for (const name of OUTPUTS) {
    writeFileSync(join(dir, `${name}.ndjson`), outputs[name].map((row) => `${JSON.stringify(row)}\n`).join(""));
  }
  const lines = readNdjson(readFileSync(join(GOLDEN, example, "in.ndjson")));
  const until = Date.parse(readFileSync(join(GOLDEN, example, "until"), "utf8").trim());
  const model = computeModel(
    lines.flatMap(({ record }) => (record === null ? [] : [record])),
    readConfig(readFileSync(join(GOLDEN, example, "config.yaml"), "utf8")),
    until,
    Date.parse("2026-11-01T00:00:00Z"),
  );
  return differences(foldOutputs(dir), model, lines);
}

test.each(EXAMPLES)("%s as expected is acquitted", (example) => {
  expect(judged(example, published(example))).toEqual([]);
});

describe("a replay is not acquitted when", () => {
  const SLA = "02-sla-in-two-days";
  const spoilt: readonly (readonly [string, string, (outputs: Outputs) => void])[] = [
    ["a stay is missing", SLA, (o) => o["lead-stays"].pop()],
    ["a stay is withdrawn", SLA, (o) => o["lead-stays"].push({ ...o["lead-stays"][0], withdrawn: true })],
    ["a revision does not grow", SLA, (o) => o["lead-stays"].push({ ...o["lead-stays"][0] })],
    ["a stay carries another owner", SLA, (o) => Object.assign(o["lead-stays"][0] as Row, { ownerId: "eve" })],
    ["a breach is missing", SLA, (o) => o["sla-breaches"].pop()],
    ["a breach is resolved out of nothing", SLA, (o) => o["sla-breaches"].shift()],
    ["an event of a clock changes nothing", SLA, (o) => o["sla-breaches"].push({ ...o["sla-breaches"].at(-1) })],
    [
      "a breach is retracted that stands",
      SLA,
      (o) => o["sla-breaches"].push({ ...o["sla-breaches"].at(-1), kind: "RETRACTED", endedAt: null, overdueMs: null }),
    ],
    ["a metric is missing", SLA, (o) => o["funnel-metrics"].pop()],
    ["a count is off by one", SLA, (o) => Object.assign(o["funnel-metrics"][0] as Row, { numerator: 4 })],
    [
      "a median is off by two percent",
      SLA,
      (o) => {
        const row = o["funnel-metrics"].find(({ sampleP50 }) => sampleP50 !== undefined) as Row;
        row.sampleP50 = Number(row.sampleP50) * 0.98;
      },
    ],
    ["a status is wrong", SLA, (o) => Object.assign(o["funnel-metrics"][0] as Row, { status: "FINAL" })],
    [
      "a value is final twice",
      "07-targets-and-pace",
      (o) => {
        const row = o["funnel-metrics"].find(({ status }) => status === "FINAL") as Row;
        o["funnel-metrics"].push({ ...row, revision: 2 });
      },
    ],
    [
      "a value holds what it should not",
      SLA,
      (o) => o["funnel-metrics"].push({ ...o["funnel-metrics"][0], metricId: "other", channel: "paid" }),
    ],
    [
      "two metricIds are of one value",
      SLA,
      (o) => o["funnel-metrics"].push({ ...o["funnel-metrics"][0], metricId: "other" }),
    ],
    ["a dead letter is missing", "08-dead-letters", (o) => o["dead-letters"].pop()],
    ["a dead letter came twice", "08-dead-letters", (o) => o["dead-letters"].push({ ...o["dead-letters"][0] })],
    [
      "a reason is another",
      "08-dead-letters",
      (o) => Object.assign(o["dead-letters"][0] as Row, { reason: "INVALID" }),
    ],
  ];

  test.each(spoilt)("%s", (_, example, spoil) => {
    const outputs = published(example);
    spoil(outputs);
    expect(judged(example, outputs)).not.toEqual([]);
  });
});

describe("a replay is acquitted though", () => {
  test("it keeps emptied records, cleared clocks and stays that came and went", () => {
    const outputs = published("02-sla-in-two-days");
    const emptied = {
      ...outputs["funnel-metrics"].find(({ metric }) => metric === "leads_rejected"),
      metricId: "emptied",
    };
    outputs["funnel-metrics"].push({ ...emptied, channel: "paid", numerator: 0, value: 0 });
    const cleared = {
      ...outputs["sla-breaches"].at(-1),
      clockId: "acme|G|accept-or-reject|e028",
      endedAt: null,
      overdueMs: null,
    };
    outputs["sla-breaches"].push({ ...cleared, kind: "AT_RISK" }, { ...cleared, kind: "CLEARED" });
    const gone = { ...outputs["lead-stays"][0], stayId: "acme|I|gone" };
    outputs["lead-stays"].push(gone, { type: "LeadStageStay", stayId: "acme|I|gone", withdrawn: true });

    expect(judged("02-sla-in-two-days", outputs)).toEqual([]);
  });

  test("a closed value is restated and a percentile is the upper neighbour", () => {
    const outputs = published("03-business-hours");
    for (const row of outputs["funnel-metrics"]) {
      if (row.status === "FINAL") row.status = "RESTATED";
      if (row.sampleP50 === 10_740_000) row.sampleP50 = row.sampleMax;
    }

    expect(judged("03-business-hours", outputs)).toEqual([]);
  });
});
