/**
 * What each topic is to be like on Kafka, and how bad it is where it is not. docs/operations.md has it as a table.
 *
 * Replicas, and how many of them must have a record, are not among it: they are the cluster's to decide.
 */
import { COMMITS_TOPIC, type Severity, type WantedSetting, type WantedTopic } from "@stagefold/kafka";
import { CONFIGURATIONS } from "@stagefold/processing";
import { DEAD_LETTERS, TOPICS, type TopicPlan } from "@stagefold/processors";

/** All topics of Stagefold, lead-events first: the others have as many partitions. */
export function wantedTopics(): readonly WantedTopic[] {
  return [
    ...TOPICS.map((plan) => ({ name: plan.name, sharesPartitions: true, settings: settingsOf(plan) })),
    { name: COMMITS_TOPIC, sharesPartitions: false, settings: [NEWEST_KEPT, ...COMMITS_SETTINGS] },
  ];
}

function settingsOf({ name, compacted, isHistory, isStamped }: TopicPlan): WantedSetting[] {
  const settings = compacted ? [NEWEST_KEPT] : [ALL_KEPT, ...retention(isHistory)];
  if (isStamped) settings.push(STAMPED);
  if (name === DEAD_LETTERS || name === CONFIGURATIONS) settings.push(LARGE_RECORDS);
  return settings;
}

/** Of a compacted topic. */
const NEWEST_KEPT: WantedSetting = {
  name: "cleanup.policy",
  value: "compact",
  judge(found) {
    if (policies(found).includes("delete")) return "wrong results";
    return policies(found).includes("compact") ? null : "advice";
  },
  why: "under delete the newest record of a key goes with time, as if it had never been; without compact it grows for ever",
};

/** Of all others. */
const ALL_KEPT: WantedSetting = {
  name: "cleanup.policy",
  value: "delete",
  judge: (found) => (policies(found).includes("compact") ? "wrong results" : null),
  why: "compaction leaves one record of each key, and all of them are needed",
};

function policies(list: string): readonly string[] {
  return list.split(",").map((policy) => policy.trim());
}

/** Nothing goes with time. What only others read is theirs to keep or not. */
function retention(isHistory: boolean): readonly WantedSetting[] {
  const why =
    "a task that has lost its store, or is asked for something new, reads it from the beginning and stops where " +
    "that is gone; with snapshots, keep it for longer than the oldest of them";
  return ["retention.ms", "retention.bytes"].map((name) => ({
    name,
    value: "-1",
    judge: (found) => (isHistory && found !== "-1" ? "advice" : null),
    why,
  }));
}

const STAMPED: WantedSetting = {
  name: "message.timestamp.type",
  value: "LogAppendTime",
  judge: (found) => (found === "LogAppendTime" ? null : "wrong results"),
  why: "whether an event is from the future would be judged by the clock of whoever sent it",
};

/**
 * A dead letter has all of the record, and says more about it; the configuration is one record, however many
 * tenants it has. Such a record that does not fit stops its task.
 */
const LARGE_RECORDS: WantedSetting = {
  name: "max.message.bytes",
  value: "10485760",
  judge: atLeast(10_485_760),
  why: "a record that does not fit stops the task that writes it",
};

/** Who takes a task over reads all of a partition of marks, one a commit: so it is kept small. */
const COMMITS_SETTINGS: readonly WantedSetting[] = [
  {
    name: "segment.bytes",
    value: "8388608",
    judge: atMost(8_388_608),
    why: "the newest segment is never compacted, and is read by every takeover",
  },
  {
    name: "min.cleanable.dirty.ratio",
    value: "0.1",
    judge: atMost(0.1),
    why: "compacted late, there is more to read for every takeover",
  },
  {
    name: "delete.retention.ms",
    value: "60000",
    judge: atMost(60_000),
    why: "the markers of transactions stay for so long, one for each commit",
  },
];

function atLeast(least: number): (found: string) => Severity | null {
  return (found) => (Number(found) >= least ? null : "advice");
}

function atMost(most: number): (found: string) => Severity | null {
  return (found) => (Number(found) <= most ? null : "advice");
}
