/** The schema registry away while events come in and the service starts anew: what needs no new number needs no registry. */
import { createAvroCodec } from "@stagefold/codec";
import { afterAll, afterEach, beforeAll, beforeEach, describe, test } from "vitest";
import { NO_OWN_SERVERS, startOwnRegistry } from "../neighbours/own-servers.ts";
import type { Server } from "../neighbours/server.ts";
import { registerOwnSchemas } from "../registry/own-schemas.ts";
import { makeTopics } from "../stagefold-topics.ts";
import { brokers, cleanBroker } from "./clean-broker.ts";
import { feedThrough } from "./feed.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { until } from "./until.ts";
import { world } from "./world.ts";

const PARTITIONS = 2;

describe.skipIf(NO_OWN_SERVERS !== null)("given a service that has run before", () => {
  let registry: Server;
  beforeAll(async () => {
    registry = await startOwnRegistry();
  });
  afterAll(() => registry.remove());
  beforeEach(() => makeTopics(brokers(), PARTITIONS));
  afterEach(cleanBroker);

  test("when the registry hangs while events come in and the service starts anew, then nothing waits for it", async () => {
    const codec = createAvroCodec(await registerOwnSchemas(registry.address));
    const { send, settled, expectUndisturbed } = world(PARTITIONS, codec);
    const folder = instanceFolder();
    const variables = { SCHEMA_REGISTRY_URL: registry.address };
    const start = () => startInstance({ folder, configYaml: SURVIVAL_CONFIG_YAML, variables });
    const input = survivalLoad(3_000, 1);
    const first = start();
    await send(input.slice(0, 1_000));
    await settled();

    await registry.pause();
    const fed = feedThrough({ send }, input.slice(1_000));
    await until(() => fed.part() > 1 / 2);
    await stopInstance(first);
    const second = start();
    await fed.ended;
    await settled();
    await stopInstance(second);

    await expectUndisturbed(input);
  });
});
