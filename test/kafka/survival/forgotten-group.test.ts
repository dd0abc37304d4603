/** The groups' offsets gone, as after a week's stop: they are for tools, and nothing is read or published again. */
import type { AvroCodec } from "@stagefold/codec";
import type { Log } from "@stagefold/processing";
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
import { afterEach, beforeEach, expect, test } from "vitest";
import { brokers, cleanBroker, prepareBroker } from "./clean-broker.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { world } from "./world.ts";

const PARTITIONS = 2;
const OUTPUTS = [LEAD_STAYS, SLA_BREACHES, FUNNEL_METRICS, DEAD_LETTERS];

let codec: AvroCodec;
beforeEach(async () => {
  codec = await prepareBroker(PARTITIONS);
});
afterEach(cleanBroker);

async function forgetGroups(): Promise<void> {
  const admin = new kafkajs.Kafka({ brokers: [...brokers()], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.deleteGroups([LEAD_TRACKER, FUNNEL_METRICS_GROUP]);
  await admin.disconnect();
}

/** By topic, how many records have been published. */
async function counts(log: Log): Promise<Readonly<Record<string, number>>> {
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
  const { log, send, settled, expectUndisturbed } = world(PARTITIONS, codec);
  const folder = instanceFolder();
  const start = () => startInstance({ folder, configYaml: SURVIVAL_CONFIG_YAML });
  const input = survivalLoad(2_000, 1);
  await send(input.slice(0, input.length / 2));
  const first = start();
  await settled();
  await stopInstance(first);
  const before = await counts(log);

  await forgetGroups();
  const second = start();
  await Promise.all([0, 1].map((partition) => second.logged("caught up", `${FUNNEL_METRICS_GROUP}.${partition}`)));
  await settled();
  expect(await counts(log)).toEqual(before);
  await send(input.slice(input.length / 2));
  await settled();
  await stopInstance(second);

  await expectUndisturbed(input);
});
