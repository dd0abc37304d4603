import type { PlannedTopic } from "@stagefold/kafka";
import { expect, test } from "vitest";
import { planText } from "./plan-text.ts";

function planned(name: string, plan: Partial<PlannedTopic>): PlannedTopic {
  const found = { partitions: 4, replicationFactor: 1, settings: new Map() };
  return { wanted: { name, sharesPartitions: true, settings: [] }, found, differences: [], ...plan };
}

test("a plan says of each topic how it stands, then how many are not well, and what can be done", () => {
  const difference = {
    setting: "retention.ms",
    found: "1000",
    wanted: "-1",
    severity: "advice",
    why: "it goes",
  } as const;
  const text = planText([
    planned("events", {}),
    planned("gone", { found: null }),
    planned("short", { differences: [{ ...difference, isAlterable: true }] }),
    planned("hidden", { found: { partitions: 4, replicationFactor: 3, settings: null } }),
  ]);
  expect(text).toBe(
    [
      "events  4 partitions, 1 replica; good",
      "gone    missing",
      "short   4 partitions, 1 replica",
      "  advice: retention.ms is 1000, wanted -1: it goes",
      "hidden  4 partitions, 3 replicas; its settings could not be checked: DescribeConfigs is not permitted",
      "",
      "1 missing, 0 that would give wrong results, 1 advised otherwise",
      "stagefold topics apply makes what is missing",
      "stagefold topics apply --alter sets what differs to what is wanted",
    ].join("\n"),
  );
});

test("where all is well, a plan proposes nothing", () => {
  expect(planText([planned("events", {})])).toMatch(
    /\n0 missing, 0 that would give wrong results, 0 advised otherwise$/,
  );
});
