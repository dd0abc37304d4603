/**
 * A log whose published topics are written to files as they are committed.
 *
 * Nobody in the process reads the published topics, so a log that is thrown away afterwards need not keep
 * them; one that is kept has them as well. Files are the caller's to finish or discard: they are no part of
 * a commit's atomicity, so this is for a run that counts as a whole or not at all.
 */
import type { Log, OutRecord, TaskSession } from "@stagefold/processing";
import { EXPORTED, type TopicFiles } from "./topic-files.ts";

/** `log`, with its published topics written to `files`, and kept in the log only where `keep` says so. */
export function writtenLog(log: Log, files: TopicFiles, keep: boolean): Log {
  function* passing(records: Iterable<OutRecord>): Iterable<OutRecord> {
    for (const record of records) {
      const published = EXPORTED.includes(record.topic);
      if (published) files.write(record.topic, record);
      if (keep || !published) yield record;
    }
  }
  return {
    partitionCount: (topic) => log.partitionCount(topic),
    firstOffset: (topic, partition) => log.firstOffset(topic, partition),
    endOffset: (topic, partition) => log.endOffset(topic, partition),
    read: (topic, partition, offset, limit) => log.read(topic, partition, offset, limit),
    append: (records) => log.append([...passing(records)]),
    openTask: async (task) => {
      const session = await log.openTask(task);
      return {
        get lastMark() {
          return session.lastMark;
        },
        commit: (outputs, mark) => session.commit(passing(outputs), mark),
        close: () => session.close(),
      } satisfies TaskSession;
    },
  };
}
