/** What a topic is to be like, and what it is like. */

/** How bad it is that a setting is not as wanted. */
export type Severity = "wrong results" | "advice";

/** A setting that a topic is made with. */
export interface WantedSetting {
  /** Kafka's name of it. */
  readonly name: string;
  /** What the topic is made with, and what it is altered to. */
  readonly value: string;
  /** How bad another value is; null: it will do. */
  readonly judge: (found: string) => Severity | null;
  /** What follows from a value that will not do, as half a sentence. */
  readonly why: string;
}

export interface WantedTopic {
  readonly name: string;
  /** It must have as many partitions as all others of which that is said. */
  readonly sharesPartitions: boolean;
  readonly settings: readonly WantedSetting[];
}

/** A topic as the brokers have it. */
export interface FoundTopic {
  readonly partitions: number;
  readonly replicationFactor: number;
  /** All its settings by name, those it has from the broker included; null: we may not see them. */
  readonly settings: ReadonlyMap<string, string> | null;
}

/** What there is, by name; a topic that is missing is missing here. */
export type FoundTopics = ReadonlyMap<string, FoundTopic>;
