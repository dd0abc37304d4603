/** kill -9, again and again, at any moment: nothing is lost and nothing doubled. */
import type { AvroCodec } from "@stagefold/codec";
import { afterEach, beforeEach, test } from "vitest";
import { randomFrom } from "../../bench/random.ts";
import { isStoreBehind } from "./behind-stores.ts";
import { cleanBroker, prepareBroker } from "./clean-broker.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { killAt, killMoment } from "./kill-moment.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { followMarks } from "./task-marks.ts";
import { world } from "./world.ts";

const PARTITIONS = 2;
/** STAGEFOLD_SOAK_KILLS=500: a longer soak; STAGEFOLD_SEED: the one that a failure printed. */
const KILLS = Number(process.env.STAGEFOLD_SOAK_KILLS ?? 50);
const EVENTS = Math.max(200_000, KILLS * 1_000);
const SEED = Number(process.env.STAGEFOLD_SEED ?? 1);
const PARTS_A_KILL = 20;
const LIMIT_MS = 120_000 + KILLS * 10_000;

let codec: AvroCodec;
beforeEach(async () => {
  codec = await prepareBroker(PARTITIONS);
});
afterEach(cleanBroker);

test(
  `given ${EVENTS} events, when the service is killed ${KILLS} times while they come in, then what is published is as if it had run undisturbed (seed ${SEED})`,
  async () => {
    const { log, feed, commits, settled, expectUndisturbed } = world(PARTITIONS, codec);
    const random = randomFrom(SEED);
    const input = survivalLoad(EVENTS, SEED);
    const folder = instanceFolder();
    const start = () => startInstance({ folder, configYaml: SURVIVAL_CONFIG_YAML });
    const marks = followMarks(log);
    const isBetweenCommits = async () => isStoreBehind(folder, await marks(), PARTITIONS);

    for (let kill = 0; kill < KILLS; kill++) {
      const instance = start();
      const part = input.slice((kill * input.length) / KILLS, ((kill + 1) * input.length) / KILLS);
      const sendRest = feed(part, Math.ceil(part.length / PARTS_A_KILL));
      await killAt(killMoment(random), instance, { commits, isBetweenCommits }, random);
      await sendRest();
    }
    const last = start();
    await settled();
    await stopInstance(last);

    await expectUndisturbed(input);
  },
  LIMIT_MS,
);
