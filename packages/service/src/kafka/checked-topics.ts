import { isWrong, type KafkaConnectionOptions, openTopicAdmin, planTopics, sharedPartitions } from "@stagefold/kafka";
import type { Logger } from "../logger.ts";
import { differenceText, TopicsRefusedError } from "./topics-refused-error.ts";
import { wantedTopics } from "./wanted-topics.ts";

/**
 * The number of partitions that all topics have, once it is known that none of them would give wrong results. Says
 * in the log what is not as advised, and what could not be seen.
 *
 * Throws TopicsRefusedError, and what openTopicAdmin throws.
 */
export async function checkedTopics(connection: KafkaConnectionOptions, logger: Logger): Promise<number> {
  const wanted = wantedTopics();
  const admin = openTopicAdmin(connection);
  try {
    const found = await admin.describe(wanted.map(({ name }) => name));
    const planned = planTopics(wanted, found);
    const partitions = sharedPartitions(wanted, found);
    if (partitions === null || planned.some(isWrong)) throw new TopicsRefusedError(planned, connection.brokers);
    const unseen = planned.filter((topic) => topic.found?.settings === null).map((topic) => topic.wanted.name);
    if (unseen.length > 0)
      logger.warn({ topics: unseen }, "the settings of topics could not be checked: DescribeConfigs is not permitted");
    for (const { wanted: topic, differences } of planned)
      for (const difference of differences)
        logger.warn({ topic: topic.name, ...difference }, `${topic.name} has ${differenceText(difference)}`);
    return partitions;
  } finally {
    await admin.close();
  }
}
