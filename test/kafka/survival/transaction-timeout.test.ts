/** A commit that takes longer than the broker lets a transaction stand open: the broker aborts it, and the task is taken over anew. */
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { type KafkaLog, openKafkaLog } from "@stagefold/kafka";
import { FUNNEL_METRICS, LEAD_STAYS } from "@stagefold/processors";
import kafkajs from "kafkajs";
import { afterEach, beforeEach, expect, inject, onTestFinished, test } from "vitest";
import type { StartedProcess } from "../../e2e/started-process.ts";
import { recordFor } from "../../law/bring.ts";
import { answerOf } from "../../law/published.ts";
import { withEmbeddedIds } from "./embedded-ids.ts";
import { feed } from "./feed.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { published, settled } from "./published-on-kafka.ts";
import { createStagefoldTopics, deleteStagefoldTopics } from "./stagefold-topics.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { undisturbed } from "./undisturbed.ts";
import { until } from "./until.ts";

const brokers = inject("brokers").split(",");
const kafka = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING });

let log: KafkaLog;
beforeEach(async () => {
  await createStagefoldTopics(brokers, 1);
  log = await withEmbeddedIds(openKafkaLog({ brokers, clientId: "test" }), inject("registry"));
});
afterEach(async () => {
  await log.close();
  await deleteStagefoldTopics(brokers);
});

/** Follows a topic, open transactions included: says whether one stands open. */
async function watch(topic: string): Promise<() => Promise<boolean>> {
  const consumer = kafka.consumer({ groupId: randomUUID(), readUncommitted: true, maxWaitTimeInMs: 20 });
  let end = 0;
  await consumer.connect();
  onTestFinished(() => consumer.disconnect());
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      end = Number(message.offset) + 1;
    },
  });
  return async () => end > (await log.endOffset(topic, 0));
}

/** Freezes the process where a transaction stands open, and stays so. */
async function freezeWithin(instance: StartedProcess, isOpen: () => Promise<boolean>): Promise<void> {
  for (;;) {
    await until(isOpen);
    instance.kill("SIGSTOP");
    // What it sent last may end it yet.
    await setTimeout(300);
    if (await isOpen()) return;
    instance.kill("SIGCONT");
  }
}

test.each([LEAD_STAYS, FUNNEL_METRICS])(
  "given a process frozen within a transaction to %s until the broker aborts that, when it goes on, then it takes its task over anew, and nothing is lost or doubled",
  async (topic) => {
    const folder = instanceFolder();
    const records = survivalLoad(10_000, 1).map((record) => recordFor(record, 1));
    const variables = { KAFKA_TRANSACTION_TIMEOUT: "PT1S" };
    const instance = startInstance({ brokers, folder, configYaml: SURVIVAL_CONFIG_YAML, variables });
    await instance.logged("caught up", "stagefold-funnel-metrics.0");
    const isOpen = await watch(topic);
    const fed = feed(log, records);

    await freezeWithin(instance, isOpen);
    await until(async () => !(await isOpen()));
    instance.kill("SIGCONT");
    await fed.ended;
    await settled(log, 1);
    await stopInstance(instance);

    const group = topic === LEAD_STAYS ? "stagefold-lead-tracker" : "stagefold-funnel-metrics";
    const takenOver = instance.log().filter(({ msg, task }) => msg === "task taken over" && task === `${group}.0`);
    expect(takenOver.length).toBeGreaterThan(1);
    const outcome = await published(log, 1);
    expect(outcome.flaws).toEqual([]);
    const expected = await undisturbed({ folder, configYaml: SURVIVAL_CONFIG_YAML, partitions: 1, records });
    expect(answerOf(outcome.folded)).toEqual(answerOf(expected));
  },
);
