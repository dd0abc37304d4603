import { type FoundTopic, isWrong, planTopics, type WantedTopic } from "@stagefold/kafka";
import { expect, test } from "vitest";
import { wantedTopics } from "./wanted-topics.ts";

const wanted = wantedTopics();

function asMade({ settings }: WantedTopic): FoundTopic {
  const made = new Map(settings.map(({ name, value }) => [name, value]));
  return { partitions: 4, replicationFactor: 1, settings: made };
}

/** How bad it is, all others as wanted, that a topic has this value. */
function judged(topic: string, setting: string, value: string): "wrong" | "advice" | "good" {
  const found = new Map(wanted.map((plan) => [plan.name, asMade(plan)]));
  const there = found.get(topic);
  if (there === undefined) throw new Error(`no ${topic}`);
  found.set(topic, { ...there, settings: new Map([...(there.settings ?? []), [setting, value]]) });
  const planned = planTopics(wanted, found);
  if (planned.some(isWrong)) return "wrong";
  return planned.some(({ differences }) => differences.length > 0) ? "advice" : "good";
}

test("topics are good as they are made", () => {
  const planned = planTopics(wanted, new Map(wanted.map((plan) => [plan.name, asMade(plan)])));
  expect(planned.flatMap(({ differences }) => differences)).toEqual([]);
});

const HISTORIES = ["lead-events", "spend-events", "funnel-targets", "stagefold-internal-funnel-deltas"];
const TOLD = ["sla-breaches", "dead-letters"];
const COMPACTED = ["lead-stays", "funnel-metrics", "stagefold-internal-configurations", "stagefold-internal-commits"];

test.each([...HISTORIES, ...TOLD])("%s must not be compacted", (topic) => {
  expect(judged(topic, "cleanup.policy", "compact")).toBe("wrong");
  expect(judged(topic, "cleanup.policy", "delete,compact")).toBe("wrong");
  expect(judged(topic, "cleanup.policy", "")).toBe("good");
});

test.each(COMPACTED)("%s must not be deleted with time, and should be compacted", (topic) => {
  expect(judged(topic, "cleanup.policy", "delete")).toBe("wrong");
  expect(judged(topic, "cleanup.policy", "compact, delete")).toBe("wrong");
  expect(judged(topic, "cleanup.policy", "")).toBe("advice");
});

test.each(["retention.ms", "retention.bytes"])(
  "a limit of %s is advised against for what is read again, and for nothing else",
  (setting) => {
    for (const topic of HISTORIES) expect(judged(topic, setting, "1000")).toBe("advice");
    for (const topic of [...TOLD, ...COMPACTED]) expect(judged(topic, setting, "1000")).toBe("good");
  },
);

test("the broker stamps lead-events", () => {
  expect(judged("lead-events", "message.timestamp.type", "CreateTime")).toBe("wrong");
  expect(judged("spend-events", "message.timestamp.type", "CreateTime")).toBe("good");
});

test("records may be large where ours may be, and marks are compacted early", () => {
  expect(judged("dead-letters", "max.message.bytes", "1048588")).toBe("advice");
  expect(judged("dead-letters", "max.message.bytes", "20971520")).toBe("good");
  expect(judged("stagefold-internal-commits", "segment.bytes", "1073741824")).toBe("advice");
  expect(judged("stagefold-internal-commits", "segment.bytes", "1048576")).toBe("good");
});
