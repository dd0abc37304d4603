/** What the local disk holds is a cache: gone, old, or of another log, it changes nothing of what is published. */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type KafkaLog, openKafkaLog } from "@stagefold/kafka";
import type { OutRecord } from "@stagefold/processing";
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
const records = survivalLoad(3_000, 1).map((record) => recordFor(record, PARTITIONS));
const third = (nth: number): OutRecord[] => records.slice((nth * records.length) / 3, ((nth + 1) * records.length) / 3);

let log: KafkaLog;
beforeEach(async () => {
  await createStagefoldTopics(brokers, PARTITIONS);
  log = await withEmbeddedIds(openKafkaLog({ brokers, clientId: "test" }), inject("registry"));
});
afterEach(async () => {
  await log.close();
  await deleteStagefoldTopics(brokers);
});

/** Takes in what there is, and stops. */
async function run(folder: string, input: readonly OutRecord[]): Promise<void> {
  await log.append(input);
  const instance = startInstance({ brokers, folder, configYaml: SURVIVAL_CONFIG_YAML });
  await settled(log, PARTITIONS);
  await stopInstance(instance);
}

async function expectAsUndisturbed(folder: string): Promise<void> {
  const outcome = await published(log, PARTITIONS);
  expect(outcome.flaws).toEqual([]);
  const expected = await undisturbed({ folder, configYaml: SURVIVAL_CONFIG_YAML, partitions: PARTITIONS, records });
  expect(answerOf(outcome.folded)).toEqual(answerOf(expected));
}

test("given a service that has stopped, when its disk is wiped, then what it publishes from there on is as if it had not been", async () => {
  const folder = instanceFolder();
  await run(folder, [...third(0), ...third(1)]);

  rmSync(join(folder, "data"), { recursive: true });
  await run(folder, third(2));

  await expectAsUndisturbed(folder);
});

test("given a copy of the stores as they once were, when it is put back, then what is published from there on is as if it had not been", async () => {
  const folder = instanceFolder();
  const stores = join(folder, "data", "stores");
  const copy = join(folder, "copy");
  await run(folder, third(0));
  cpSync(stores, copy, { recursive: true });
  await run(folder, third(1));

  rmSync(stores, { recursive: true });
  cpSync(copy, stores, { recursive: true });
  await run(folder, third(2));

  await expectAsUndisturbed(folder);
});
