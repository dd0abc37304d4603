/** What is missing and what differs between the topics that are wanted and those that are found. Pure. */
import type { FoundTopic, FoundTopics, Severity, WantedTopic } from "./wanted-topic.ts";

/** One thing of a topic that is not as wanted. */
export interface Difference {
  /** Kafka's name of the setting, or "partitions". */
  readonly setting: string;
  readonly found: string;
  readonly wanted: string;
  readonly severity: Severity;
  readonly why: string;
  /** Setting it to `wanted` mends it. Not so partitions: the records of a key would lie in two of them. */
  readonly isAlterable: boolean;
}

/** A topic that is wanted, beside what is found of it. */
export interface PlannedTopic {
  readonly wanted: WantedTopic;
  /** null: it is missing. */
  readonly found: FoundTopic | null;
  readonly differences: readonly Difference[];
}

/** The plan for each topic that is wanted, in their order. */
export function planTopics(wanted: readonly WantedTopic[], found: FoundTopics): readonly PlannedTopic[] {
  const partitions = sharedPartitions(wanted, found);
  return wanted.map((topic) => {
    const there = found.get(topic.name);
    if (there === undefined) return { wanted: topic, found: null, differences: [] };
    return { wanted: topic, found: there, differences: differencesOf(topic, there, partitions) };
  });
}

/** The number of partitions that topics which share it have: that of the first one found; null: none is found. */
export function sharedPartitions(wanted: readonly WantedTopic[], found: FoundTopics): number | null {
  for (const { name, sharesPartitions } of wanted) {
    const there = found.get(name);
    if (sharesPartitions && there !== undefined) return there.partitions;
  }
  return null;
}

/** Whether with these topics nothing would be computed, or something wrong. */
export function isWrong({ found, differences }: PlannedTopic): boolean {
  return found === null || differences.some(({ severity }) => severity === "wrong results");
}

function differencesOf(topic: WantedTopic, found: FoundTopic, partitions: number | null): readonly Difference[] {
  const differences: Difference[] = [];
  if (topic.sharesPartitions && partitions !== null && found.partitions !== partitions) {
    differences.push({
      setting: "partitions",
      found: String(found.partitions),
      wanted: String(partitions),
      severity: "wrong results",
      why: "what belongs together would lie in partitions of different numbers",
      isAlterable: false,
    });
  }
  const { settings, replicationFactor } = found;
  if (settings === null) return differences;
  for (const { name, value, judge, why } of topic.settings) {
    const has = settings.get(name);
    const severity = has === undefined ? null : judge(has);
    if (has === undefined || severity === null) continue;
    differences.push({ setting: name, found: has, wanted: value, severity, why, isAlterable: true });
  }
  const inSync = settings.get("min.insync.replicas");
  if (replicationFactor > 1 && inSync === "1") {
    differences.push({
      setting: "min.insync.replicas",
      found: inSync,
      wanted: "2 or more",
      severity: "advice",
      why: `of ${replicationFactor} replicas one alone may have what was committed, and be lost with it`,
      isAlterable: false,
    });
  }
  return differences;
}
