/** What the local disk holds is a cache: gone or old, it changes nothing of what is published. */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { AvroCodec } from "@stagefold/codec";
import type { InputRecord } from "@stagefold/domain";
import { afterEach, beforeEach, onTestFinished, test } from "vitest";
import { NO_OWN_SERVERS, startOwnBroker } from "../neighbours/own-servers.ts";
import type { Server } from "../neighbours/server.ts";
import { makeTopics } from "../stagefold-topics.ts";
import { cleanBroker, prepareBroker } from "./clean-broker.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { type World, world } from "./world.ts";

const PARTITIONS = 2;
const input = survivalLoad(3_000, 1);
const third = (nth: number): readonly InputRecord[] =>
  input.slice((nth * input.length) / 3, ((nth + 1) * input.length) / 3);

let codec: AvroCodec;
let here: World;
beforeEach(async () => {
  codec = await prepareBroker(PARTITIONS);
  here = world(PARTITIONS, codec);
});
afterEach(cleanBroker);

/** Takes in what there is, and stops. */
async function run(folder: string, records: readonly InputRecord[], at: World = here, broker?: Server): Promise<void> {
  await at.send(records);
  const variables = broker === undefined ? {} : { KAFKA_BROKERS: broker.address };
  const instance = startInstance({ folder, configYaml: SURVIVAL_CONFIG_YAML, variables });
  await at.settled();
  await stopInstance(instance);
}

test("given a service that has stopped, when its disk is wiped, then what it publishes from there on is as if it had not been", async () => {
  const folder = instanceFolder();
  await run(folder, third(0));
  await run(folder, third(1));

  rmSync(join(folder, "data"), { recursive: true });
  await run(folder, third(2));

  await here.expectUndisturbed(input);
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

  await here.expectUndisturbed(input);
});

test.skipIf(NO_OWN_SERVERS !== null)(
  "given stores of another cluster that stand where these might, when they are put in their place, then they are not used",
  async () => {
    const elsewhere = instanceFolder();
    await run(elsewhere, third(1));
    const broker = await startOwnBroker();
    onTestFinished(() => broker.remove());
    await makeTopics([broker.address], PARTITIONS);
    const there = world(PARTITIONS, codec, [broker.address]);
    const folder = instanceFolder();
    await run(folder, third(0), there, broker);
    await run(folder, third(1), there, broker);

    rmSync(join(folder, "data", "stores"), { recursive: true });
    cpSync(join(elsewhere, "data", "stores"), join(folder, "data", "stores"), { recursive: true });
    await run(folder, third(2), there, broker);

    await there.expectUndisturbed(input);
  },
);
