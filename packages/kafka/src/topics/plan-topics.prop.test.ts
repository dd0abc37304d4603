import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWrong, planTopics, sharedPartitions } from "./plan-topics.ts";
import type { FoundTopic, FoundTopics, Severity, WantedTopic } from "./wanted-topic.ts";

const NAMES = ["a", "b", "c", "d"];
const SETTINGS = ["cleanup.policy", "retention.ms", "segment.bytes"];
const VALUES = ["1", "2", "3"];

const severity = fc.constantFrom<Severity>("wrong results", "advice");
/** A setting that wants one value, and minds another or not. */
const setting = fc.record({
  name: fc.constantFrom(...SETTINGS),
  value: fc.constantFrom(...VALUES),
  other: fc.option(severity),
});
const wantedTopics = fc.uniqueArray(
  fc
    .record({
      name: fc.constantFrom(...NAMES),
      sharesPartitions: fc.boolean(),
      settings: fc.uniqueArray(setting, { selector: ({ name }) => name }),
    })
    .map(
      ({ name, sharesPartitions, settings }): WantedTopic => ({
        name,
        sharesPartitions,
        settings: settings.map(({ name: of, value, other }) => ({
          name: of,
          value,
          judge: (found) => (found === value ? null : other),
          why: "it matters",
        })),
      }),
    ),
  { selector: ({ name }) => name, minLength: 1 },
);
const foundTopic = fc.record({
  partitions: fc.integer({ min: 1, max: 3 }),
  replicationFactor: fc.constant(1),
  settings: fc.option(
    fc
      .tuple(...SETTINGS.map(() => fc.constantFrom(...VALUES)))
      .map((values) => new Map(SETTINGS.map((name, index) => [name, values[index] ?? ""]))),
  ),
});
const foundTopics = fc
  .dictionary(fc.constantFrom(...NAMES), foundTopic)
  .map((topics): FoundTopics => new Map(Object.entries(topics)));

/** What is there once all that is missing has been made, and all that can be altered has been. */
function applied(wanted: readonly WantedTopic[], found: FoundTopics): FoundTopics {
  const partitions = sharedPartitions(wanted, found) ?? 1;
  const after = new Map<string, FoundTopic>(found);
  for (const { wanted: topic, found: there, differences } of planTopics(wanted, found)) {
    if (there === null) {
      const settings = new Map(topic.settings.map(({ name, value }) => [name, value]));
      after.set(topic.name, { partitions, replicationFactor: 1, settings });
    } else if (there.settings !== null) {
      const changes = differences
        .filter(({ isAlterable }) => isAlterable)
        .map((change) => [change.setting, change.wanted]);
      after.set(topic.name, { ...there, settings: new Map([...there.settings, ...(changes as [string, string][])]) });
    }
  }
  return after;
}

describe("the plan for topics", () => {
  it("has each topic that is wanted once, in their order, and says of each whether it is there", () => {
    fc.assert(
      fc.property(wantedTopics, foundTopics, (wanted, found) => {
        const planned = planTopics(wanted, found);
        expect(planned.map((topic) => topic.wanted)).toEqual(wanted);
        expect(planned.map((topic) => topic.found)).toEqual(wanted.map(({ name }) => found.get(name) ?? null));
      }),
    );
  });

  it("leaves, once it is applied, nothing but numbers of partitions", () => {
    fc.assert(
      fc.property(wantedTopics, foundTopics, (wanted, found) => {
        const left = planTopics(wanted, applied(wanted, found));
        expect(left.every((topic) => topic.found !== null)).toBe(true);
        expect(left.flatMap(({ differences }) => differences.map((difference) => difference.setting))).toEqual(
          left.flatMap(({ differences }) => differences.map(() => "partitions")),
        );
      }),
    );
  });

  it("is wrong exactly where a topic is missing, shares a number of partitions and has another, or has a setting judged so", () => {
    fc.assert(
      fc.property(wantedTopics, foundTopics, (wanted, found) => {
        const counts = wanted.filter(({ sharesPartitions }) => sharesPartitions).map(({ name }) => found.get(name));
        const shared = counts.find((topic) => topic !== undefined)?.partitions;
        const expected = wanted.map(({ name, sharesPartitions, settings }) => {
          const there = found.get(name);
          if (there === undefined || (sharesPartitions && there.partitions !== shared)) return true;
          return settings.some((of) => of.judge(there.settings?.get(of.name) ?? of.value) === "wrong results");
        });
        expect(planTopics(wanted, found).map(isWrong)).toEqual(expected);
      }),
    );
  });

  it("advises more than one replica in sync where there are several, and never alters that", () => {
    const wanted = [{ name: "a", sharesPartitions: true, settings: [] }];
    const plan = (replicationFactor: number, inSync: string) => {
      const settings = new Map([["min.insync.replicas", inSync]]);
      const [topic] = planTopics(wanted, new Map([["a", { partitions: 1, replicationFactor, settings }]]));
      return topic?.differences.map(({ setting: name, severity: bad, isAlterable }) => [name, bad, isAlterable]);
    };
    expect(plan(3, "1")).toEqual([["min.insync.replicas", "advice", false]]);
    expect(plan(3, "2")).toEqual([]);
    expect(plan(1, "1")).toEqual([]);
  });
});
