import { type FoundTopics, planTopics, sharedPartitions, type TopicAdmin, type WantedTopic } from "@stagefold/kafka";

export interface ApplyOptions {
  /** Of a set of which nothing is there; else the number that is there, or null. */
  readonly partitions: number | null;
  /** Of topics that are made; null: the brokers' default. */
  readonly replicationFactor: number | null;
  /** Whether settings that differ are set to what is wanted. */
  readonly alter: boolean;
  /** Told what was done, a line each, as it is done. */
  readonly onDone: (line: string) => Promise<void>;
}

/** What is asked for cannot be done with the topics that are there. */
export class ApplyRefused extends Error {}

/**
 * Makes the topics that are missing, and where asked sets what differs: settings alone, those that differ alone.
 * Throws ApplyRefused before anything is done.
 */
export async function applyTopics(
  admin: TopicAdmin,
  wanted: readonly WantedTopic[],
  found: FoundTopics,
  { partitions, replicationFactor, alter, onDone }: ApplyOptions,
): Promise<void> {
  const planned = planTopics(wanted, found);
  const missing = planned.filter((topic) => topic.found === null);
  const count = partitionsOf(wanted, found, partitions);
  if (missing.length > 0) {
    if (count === null) throw new ApplyRefused("say with --partitions how many each topic is to have: it stays so");
    if (planned.some(({ differences }) => differences.some(({ setting }) => setting === "partitions")))
      throw new ApplyRefused(
        "the topics that are there have different numbers of partitions: see stagefold topics plan",
      );
    await admin.create(
      missing.map(({ wanted: { name, settings } }) => ({
        name,
        partitions: count,
        replicationFactor,
        settings: new Map(settings.map((setting) => [setting.name, setting.value])),
      })),
    );
    for (const topic of missing) await onDone(`made ${topic.wanted.name} with ${count} partitions`);
  }
  if (!alter) return;
  for (const { wanted: topic, differences } of planned) {
    const changes = differences.filter(({ isAlterable }) => isAlterable);
    if (changes.length === 0) continue;
    await admin.alter(topic.name, new Map(changes.map((change) => [change.setting, change.wanted])));
    for (const { setting, found: was, wanted: is } of changes)
      await onDone(`set ${setting} of ${topic.name} to ${is}, was ${was}`);
  }
}

function partitionsOf(wanted: readonly WantedTopic[], found: FoundTopics, asked: number | null): number | null {
  const there = sharedPartitions(wanted, found);
  if (there !== null && asked !== null && there !== asked)
    throw new ApplyRefused(`the topics that are there have ${there} partitions, not ${asked}: leave --partitions out`);
  return there ?? asked;
}
