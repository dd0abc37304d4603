/** What the log holds of the published topics as NDJSON files: every record, in the order of its partition. */
import type { Log } from "@stagefold/processing";
import { EXPORTED, openTopicFiles } from "./topic-files.ts";

const READ_LIMIT = { records: 10_000, bytes: 8 << 20 };

/** The reading part of a log is enough. */
export type ReadableLog = Pick<Log, "firstOffset" | "endOffset" | "read">;

/** Writes the topics' files into `folder`, which exists; gives the dead letters by reason. */
export async function exportTopics(
  log: ReadableLog,
  partitions: number,
  folder: string,
): Promise<Readonly<Record<string, number>>> {
  const files = openTopicFiles(folder);
  try {
    for (const topic of EXPORTED) {
      for (let partition = 0; partition < partitions; partition++) {
        const end = await log.endOffset(topic, partition);
        let offset = await log.firstOffset(topic, partition);
        while (offset < end) {
          const { records, nextOffset } = await log.read(topic, partition, offset, READ_LIMIT);
          offset = nextOffset;
          for (const record of records) files.write(topic, record);
        }
      }
    }
    await files.finish();
  } catch (error) {
    await files.discard();
    throw error;
  }
  return files.deadLetters;
}
