/** What the log holds of the published topics as NDJSON files: every record, in the order of its partition. */
import { type ReadableLog, topicRecords } from "@stagefold/service";
import { EXPORTED, openTopicFiles } from "./topic-files.ts";

/** Writes the topics' files into `folder`, which exists: all of them, or none. */
export async function exportTopics(log: ReadableLog, partitions: number, folder: string): Promise<void> {
  const files = openTopicFiles(folder);
  try {
    for (const topic of EXPORTED) {
      for (let partition = 0; partition < partitions; partition++)
        for await (const record of topicRecords(log, topic, partition)) files.write(topic, record);
    }
    await files.finish();
  } catch (error) {
    await files.discard();
    throw error;
  }
}
