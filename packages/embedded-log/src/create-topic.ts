import type Database from "better-sqlite3";
import type { TopicSpec, TopicState } from "./catalogue.ts";
import { InvalidTopicError, TopicMismatchError } from "./errors.ts";
import { maxPartitionId } from "./log-file.ts";

/**
 * Creates the topic, durably; one that exists with the same settings is left as it is.
 * Throws TopicMismatchError when it exists with others, InvalidTopicError when it cannot exist.
 */
export function createTopic(db: Database.Database, topics: ReadonlyMap<string, TopicState>, spec: TopicSpec): void {
  const { name, partitions, compacted } = spec;
  const existing = topics.get(name);
  if (existing !== undefined) {
    if (existing.partitions.length !== partitions)
      throw new TopicMismatchError(name, "partitions", existing.partitions.length, partitions);
    if (existing.compacted !== compacted)
      throw new TopicMismatchError(name, "compacted", existing.compacted, compacted);
    return;
  }
  if (!/^[a-zA-Z0-9._-]{1,249}$/.test(name))
    throw new InvalidTopicError(name, "a name has 1 to 249 letters, digits, '.', '_' or '-'");
  if (!Number.isSafeInteger(partitions) || partitions < 1)
    throw new InvalidTopicError(name, `it needs 1 partition or more, not ${partitions}`);
  db.transaction(() => {
    const { lastInsertRowid } = db
      .prepare("INSERT INTO topics (name, partitions, compacted) VALUES (?, ?, ?)")
      .run(name, partitions, compacted ? 1 : 0);
    const insert = db.prepare("INSERT INTO partitions (topic, partition) VALUES (?, ?)");
    for (let partition = 0; partition < partitions; partition += 1) {
      if (Number(insert.run(lastInsertRowid, partition).lastInsertRowid) > maxPartitionId) {
        throw new InvalidTopicError(name, `an embedded log has room for ${maxPartitionId} partitions in all`);
      }
    }
  }).immediate();
}
