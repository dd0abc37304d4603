/** The groups' offsets gone, as after a week's stop: they are for tools, and nothing is read or published again. */
import { type KafkaLog, openKafkaLog } from "@stagefold/kafka";
import {
  DEAD_LETTERS,
  FUNNEL_METRICS,
  FUNNEL_METRICS_GROUP,
  LEAD_STAYS,
  LEAD_TRACKER,
  SLA_BREACHES,
} from "@stagefold/processors";
import { topicRecords } from "@stagefold/service";
import kafkajs from "kafkajs";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { recordFor } from "../../law/bring.ts";
import { answerOf } from "../../law/published.ts";
import { withEmbeddedIds } from "./embedded-ids.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { published, settled } from "./published-on-kafka.ts";
import { createStagefoldTopics, deleteStagefoldTopics } from "./stagefold-topics.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { undisturbed } from "./undisturbed.ts";

const brokers = inject("brokers").split(",");
const PARTITIONS = 2;
const OUTPUTS = [LEAD_STAYS, SLA_BREACHES, FUNNEL_METRICS, DEAD_LETTERS];

let log: KafkaLog;
beforeEach(async () => {
  await createStagefoldTopics(brokers, PARTITIONS);
  log = await withEmbeddedIds(openKafkaLog({ brokers, clientId: "test" }), inject("registry"));
});
afterEach(async () => {
  await log.close();
  await deleteStagefoldTopics(brokers);
});

async function forgetGroups(): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.deleteGroups([LEAD_TRACKER, FUNNEL_METRICS_GROUP]);
  await admin.disconnect();
}

/** By topic, how many records have been published. */
async function counts(): Promise<Readonly<Record<string, number>>> {
  const counted: Record<string, number> = {};
  for (const topic of OUTPUTS) {
    counted[topic] = 0;
    for (let partition = 0; partition < PARTITIONS; partition++) {
      for await (const _ of topicRecords(log, topic, partition)) counted[topic]++;
    }
  }
  return counted;
}

test("given groups that the broker has forgotten, when the service starts again, then nothing is published twice and it goes on", async () => {
  const folder = instanceFolder();
  const start = () => startInstance({ brokers, folder, configYaml: SURVIVAL_CONFIG_YAML });
  const records = survivalLoad(2_000, 1).map((record) => recordFor(record, PARTITIONS));
  await log.append(records.slice(0, records.length / 2));
  const first = start();
  await settled(log, PARTITIONS);
  await stopInstance(first);
  const before = await counts();

  await forgetGroups();
  const second = start();
  await settled(log, PARTITIONS);
  await Promise.all([0, 1].map((partition) => second.logged("caught up", `${FUNNEL_METRICS_GROUP}.${partition}`)));
  expect(await counts()).toEqual(before);
  await log.append(records.slice(records.length / 2));
  await settled(log, PARTITIONS);
  await stopInstance(second);

  const outcome = await published(log, PARTITIONS);
  expect(outcome.flaws).toEqual([]);
  const expected = await undisturbed({ folder, configYaml: SURVIVAL_CONFIG_YAML, partitions: PARTITIONS, records });
  expect(answerOf(outcome.folded)).toEqual(answerOf(expected));
});
