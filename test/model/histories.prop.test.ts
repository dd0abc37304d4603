/**
 * The generated inputs are right ones, and the model obeys the law that it is to judge others by.
 */
import { parseConfig } from "@stagefold/config";
import { METRICS } from "@stagefold/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { configs } from "./config-histories.ts";
import { type History, histories } from "./histories.ts";
import { computeModel, type Model } from "./model.ts";
import { readConfig } from "./read-config.ts";
import { readNdjson } from "./read-ndjson.ts";

const READ_AT = Date.parse("2026-11-01T00:00:00Z");

function modelOf({ configYaml, until }: History, lines: readonly string[]): Model {
  const records = readNdjson(Buffer.from(lines.join("\n"))).flatMap(({ record }) => (record === null ? [] : [record]));
  return computeModel(records, readConfig(configYaml), until, READ_AT);
}

/** What the model says is left, in an order of its own. */
function leftBy({ stays, breaches, metrics }: Model): readonly unknown[] {
  const unplaced = [...stays].map(([id, { position: _, ...stay }]) => [id, stay] as const);
  return [unplaced, [...breaches], [...metrics]].map((entries) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe("generated inputs", () => {
  test("have configurations that the product accepts, and reads as the model does", () => {
    fc.assert(
      fc.property(configs, ({ yaml }) => {
        expect(parseConfig(yaml, "config.yaml")).toEqual(readConfig(yaml));
      }),
      { numRuns: 200 },
    );
  });

  test("reach every metric, every state worth a word and every reason", () => {
    const seen = new Set<string>();
    for (const history of fc.sample(histories(), { numRuns: 300, seed: 7 })) {
      const model = modelOf(history, history.lines);
      for (const metric of model.metrics.values()) seen.add(metric.metric).add(metric.grain).add(metric.status);
      for (const breach of model.breaches.values()) seen.add(breach.kind);
      for (const letter of model.deadLetters) seen.add(letter.reason);
    }
    const worthReaching = [
      ...METRICS,
      ...["DAY", "WEEK", "MONTH", "QUARTER", "HALF", "YEAR", "ROLLING_7D", "ROLLING_30D", "ROLLING_90D"],
      ...["PROVISIONAL", "FINAL", "AT_RISK", "BREACHED", "RESOLVED", "INVALID", "UNKNOWN_TENANT", "UNKNOWN_STAGE"],
      ...["NO_EXCHANGE_RATE", "FROM_THE_FUTURE", "CONFLICTING_DUPLICATE"],
    ];
    expect([...seen].sort()).toEqual(worthReaching.sort());
  });
});

describe("the model", () => {
  test("does not depend on the order of reading, nor on how often a record was delivered", () => {
    fc.assert(
      fc.property(histories({ leads: 3, records: 20 }), fc.nat(), (history, turn) => {
        const first = modelOf(history, history.lines);
        fc.pre(first.deadLetters.every(({ reason }) => reason !== "CONFLICTING_DUPLICATE"));
        const at = turn % (history.lines.length + 1);
        const turned = [...history.lines.slice(at), ...history.lines].reverse();
        expect(leftBy(modelOf(history, turned))).toEqual(leftBy(first));
      }),
      { numRuns: 60 },
    );
  });
});
