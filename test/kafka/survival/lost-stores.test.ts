/** What the local disk holds is a cache: gone or old, it changes nothing of what is published. */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { InputRecord } from "@stagefold/domain";
import { afterEach, beforeEach, test } from "vitest";
import { cleanBroker, prepareBroker } from "./clean-broker.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { type World, world } from "./world.ts";

const PARTITIONS = 2;
const input = survivalLoad(3_000, 1);
const third = (nth: number): readonly InputRecord[] =>
  input.slice((nth * input.length) / 3, ((nth + 1) * input.length) / 3);

let here: World;
beforeEach(async () => {
  here = world(PARTITIONS, await prepareBroker(PARTITIONS));
});
afterEach(cleanBroker);

/** Takes in what there is, and stops. */
async function run(folder: string, records: readonly InputRecord[]): Promise<void> {
  await here.send(records);
  const instance = startInstance({ folder, configYaml: SURVIVAL_CONFIG_YAML });
  await here.settled();
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
