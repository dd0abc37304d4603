/** The topics of Stagefold on the broker of the tests, as `stagefold topics apply` makes them. */
import { openTopicAdmin, type WantedTopic } from "@stagefold/kafka";
import { wantedTopics } from "@stagefold/service";
import kafkajs from "kafkajs";

const wanted = wantedTopics();

/** Makes topics with the settings wanted of them. Throws where any is there: on a broker that is not ours alone, nobody's topics are used. */
export async function makeTopics(
  brokers: readonly string[],
  partitions: number,
  topics: readonly WantedTopic[] = wanted,
): Promise<void> {
  const admin = openTopicAdmin({ brokers, clientId: "test" });
  try {
    const found = await admin.describe(topics.map(({ name }) => name));
    if (found.size > 0) throw new Error(`the broker has topics of Stagefold already: ${[...found.keys()].join(", ")}`);
    await admin.create(
      topics.map(({ name, settings }) => ({
        name,
        partitions,
        replicationFactor: null,
        settings: new Map(settings.map((setting) => [setting.name, setting.value])),
      })),
    );
  } finally {
    await admin.close();
  }
}

/** Deletes those that are there, and waits until they are gone. */
export async function deleteTopics(brokers: readonly string[]): Promise<void> {
  const admin = openTopicAdmin({ brokers, clientId: "test" });
  const deleting = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await deleting.connect();
  try {
    const names = wanted.map(({ name }) => name);
    const there = [...(await admin.describe(names)).keys()];
    if (there.length > 0) await deleting.deleteTopics({ topics: there });
    while ((await admin.describe(names)).size > 0);
  } finally {
    await deleting.disconnect();
    await admin.close();
  }
}
