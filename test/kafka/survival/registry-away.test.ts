/** The schema registry away while events come in and the service starts anew: what needs no new number needs no registry. */
import { openKafkaLog } from "@stagefold/kafka";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test } from "vitest";
import { recordFor } from "../../law/bring.ts";
import { answerOf } from "../../law/published.ts";
import { NO_OWN_SERVERS, startOwnRegistry } from "../neighbours/own-servers.ts";
import type { Server } from "../neighbours/server.ts";
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
const PARTITIONS = 2;

describe.skipIf(NO_OWN_SERVERS !== null)("given a service that has run before", () => {
  let registry: Server;
  beforeAll(async () => {
    registry = await startOwnRegistry();
  });
  afterAll(() => registry.remove());
  beforeEach(() => createStagefoldTopics(brokers, PARTITIONS));
  afterEach(() => deleteStagefoldTopics(brokers));

  test("when the registry hangs while events come in and the service starts anew, then nothing waits for it", async () => {
    const log = await withEmbeddedIds(openKafkaLog({ brokers, clientId: "test" }), registry.address);
    onTestFinished(() => log.close());
    const folder = instanceFolder();
    const variables = { SCHEMA_REGISTRY_URL: registry.address };
    const start = () => startInstance({ brokers, folder, configYaml: SURVIVAL_CONFIG_YAML, variables });
    const records = survivalLoad(3_000, 1).map((record) => recordFor(record, PARTITIONS));
    const first = start();
    await log.append(records.slice(0, 1_000));
    await settled(log, PARTITIONS);

    await registry.pause();
    const fed = feed(log, records.slice(1_000));
    await until(() => fed.part() > 1 / 2);
    await stopInstance(first);
    const second = start();
    await fed.ended;
    await settled(log, PARTITIONS);
    await stopInstance(second);

    const outcome = await published(log, PARTITIONS);
    expect(outcome.flaws).toEqual([]);
    const expected = await undisturbed({ folder, configYaml: SURVIVAL_CONFIG_YAML, partitions: PARTITIONS, records });
    expect(answerOf(outcome.folded)).toEqual(answerOf(expected));
  });
});
