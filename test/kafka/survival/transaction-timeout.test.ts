/** A commit that takes longer than the broker lets a transaction stand open: the broker aborts it, and the task is taken over anew. */
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Log } from "@stagefold/processing";
import { FUNNEL_METRICS, FUNNEL_METRICS_GROUP, LEAD_STAYS, LEAD_TRACKER } from "@stagefold/processors";
import kafkajs from "kafkajs";
import { afterEach, expect, onTestFinished, test } from "vitest";
import type { StartedProcess } from "../../e2e/started-process.ts";
import { brokers, cleanBroker, prepareBroker } from "./clean-broker.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { until } from "./until.ts";
import { world } from "./world.ts";

const PART_RECORDS = 100;

/** Follows a topic, open transactions included: says whether one stands open. */
async function watch(log: Log, topic: string): Promise<() => Promise<boolean>> {
  const kafka = new kafkajs.Kafka({ brokers: [...brokers()], logLevel: kafkajs.logLevel.NOTHING });
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

afterEach(cleanBroker);

test.each([
  [LEAD_STAYS, `${LEAD_TRACKER}.0`],
  [FUNNEL_METRICS, `${FUNNEL_METRICS_GROUP}.0`],
])(
  "given a process frozen within a transaction to %s until the broker aborts that, when it goes on, then it takes its task over anew, and nothing is lost or doubled",
  async (topic, task) => {
    const { log, feed, settled, expectUndisturbed } = world(1, await prepareBroker(1));
    const input = survivalLoad(10_000, 1);
    const variables = { KAFKA_TRANSACTION_TIMEOUT: "PT1S" };
    const instance = startInstance({ folder: instanceFolder(), configYaml: SURVIVAL_CONFIG_YAML, variables });
    await instance.logged("caught up", task);
    const isOpen = await watch(log, topic);
    // A commit for each part: one of them is met in its middle.
    const sendRest = feed(input, PART_RECORDS);

    await freezeWithin(instance, isOpen);
    await until(async () => !(await isOpen()));
    instance.kill("SIGCONT");
    await sendRest();
    await settled();
    await stopInstance(instance);

    const takeovers = instance.log().filter((line) => line.msg === "task taken over" && line.task === task);
    expect(takeovers.length).toBeGreaterThan(1);
    await expectUndisturbed(input);
  },
  120_000,
);
