/** The topics and groups of Stagefold on a broker, there for one file of tests. */
import { COMMITS_TOPIC } from "@stagefold/kafka";
import { FUNNEL_METRICS_GROUP, LEAD_EVENTS, LEAD_TRACKER, TOPICS } from "@stagefold/processors";
import kafkajs, { type Admin } from "kafkajs";
import { until } from "./until.ts";

const NAMES = [...TOPICS.map(({ name }) => name), COMMITS_TOPIC];
const COMPACTED = new Set([COMMITS_TOPIC, ...TOPICS.filter((topic) => topic.compacted).map(({ name }) => name)]);
const GROUPS = [LEAD_TRACKER, FUNNEL_METRICS_GROUP];

/** Makes them all anew. Throws where they are there: on a broker that is not ours alone, nobody's topics are used. */
export async function createStagefoldTopics(brokers: readonly string[], partitions: number): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    const topics = NAMES.map((topic) => ({
      topic,
      numPartitions: partitions,
      configEntries: [
        { name: "cleanup.policy", value: COMPACTED.has(topic) ? "compact" : "delete" },
        ...(topic === LEAD_EVENTS ? [{ name: "message.timestamp.type", value: "LogAppendTime" }] : []),
      ],
    }));
    if (!(await admin.createTopics({ topics }))) throw new Error("the broker has topics of Stagefold already");
  });
}

/** Removes them, and the groups once nobody is in them any more. */
export async function deleteStagefoldTopics(brokers: readonly string[]): Promise<void> {
  await withAdmin(brokers, async (admin) => {
    await until(async () => {
      const { groups } = await admin.describeGroups(GROUPS);
      return groups.every(({ members }) => members.length === 0);
    });
    const known = (await admin.listGroups()).groups.map(({ groupId }) => groupId);
    await admin.deleteGroups(GROUPS.filter((group) => known.includes(group)));
    await admin.deleteTopics({ topics: NAMES });
  });
}

async function withAdmin(brokers: readonly string[], work: (admin: Admin) => Promise<void>): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.disconnect();
  }
}
