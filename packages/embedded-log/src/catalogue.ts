import { UnknownTopicError } from "@stagefold/processing";
import type Database from "better-sqlite3";

/** A topic as its creator sees it. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** Compaction keeps the newest record of each key. */
  readonly compacted: boolean;
}

/** A partition of a topic and where it stands, as of the last commit. */
export interface PartitionState {
  readonly id: number;
  firstOffset: number;
  endOffset: number;
  /** Before it, no key stands twice. */
  compactedTo: number;
}

export interface TopicState {
  readonly name: string;
  readonly compacted: boolean;
  readonly partitions: readonly PartitionState[];
}

/** The topics of a log by name. */
export function loadCatalogue(db: Database.Database): Map<string, TopicState> {
  const partitionsOf = db.prepare<[number], PartitionState>(
    `SELECT id, first_offset AS firstOffset, end_offset AS endOffset, compacted_to AS compactedTo
       FROM partitions WHERE topic = ? ORDER BY partition`,
  );
  const topics = db.prepare<[], { topic: number; name: string; compacted: number }>(
    "SELECT topic, name, compacted FROM topics ORDER BY name",
  );
  return new Map(
    topics
      .all()
      .map(({ topic, name, compacted }) => [
        name,
        { name, compacted: compacted === 1, partitions: partitionsOf.all(topic) },
      ]),
  );
}

/** Throws UnknownTopicError when the topic, or that partition of it, does not exist. */
export function partitionState(
  topics: ReadonlyMap<string, TopicState>,
  topic: string,
  partition: number,
): PartitionState {
  const state = topics.get(topic);
  if (state === undefined) throw new UnknownTopicError(topic);
  const found = state.partitions[partition];
  if (found === undefined) throw new UnknownTopicError(`${topic}[${partition}]`);
  return found;
}

/** The topics as their creators see them, by name. */
export function topicSpecs(topics: ReadonlyMap<string, TopicState>): TopicSpec[] {
  const specs = [...topics.values()].map(({ name, compacted, partitions }) => ({
    name,
    compacted,
    partitions: partitions.length,
  }));
  return specs.sort((a, b) => (a.name < b.name ? -1 : 1));
}
