/** kill -9, again and again, at any moment: nothing is lost and nothing doubled. */
import { openKafkaLog } from "@stagefold/kafka";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { randomFrom } from "../../bench/random.ts";
import { recordFor } from "../../law/bring.ts";
import { answerOf } from "../../law/published.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { killMoment, reached } from "./kill-moment.ts";
import { commitsIn, liveViolations, published, settled } from "./published-on-kafka.ts";
import { createStagefoldTopics, deleteStagefoldTopics } from "./stagefold-topics.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { undisturbed } from "./undisturbed.ts";

const brokers = inject("brokers").split(",");
const PARTITIONS = 2;
/** STAGEFOLD_SOAK_KILLS=500: a longer soak; STAGEFOLD_SEED: the one that a failure printed. */
const KILLS = Number(process.env.STAGEFOLD_SOAK_KILLS ?? 50);
const EVENTS = Math.max(200_000, KILLS * 1_000);
const SEED = Number(process.env.STAGEFOLD_SEED ?? 1);
const LIMIT_MS = 120_000 + KILLS * 10_000;

beforeAll(() => createStagefoldTopics(brokers, PARTITIONS));
afterAll(() => deleteStagefoldTopics(brokers));

test(
  `given ${EVENTS} events, when the service is killed ${KILLS} times while they come in, then what is published is as if it had run undisturbed (seed ${SEED})`,
  async () => {
    const random = randomFrom(SEED);
    const log = openKafkaLog({ brokers, clientId: "test" });
    onTestFinished(() => log.close());
    const records = survivalLoad(EVENTS, SEED).map((record) => recordFor(record, PARTITIONS));
    const folder = instanceFolder();
    const start = () => startInstance({ brokers, folder, configYaml: SURVIVAL_CONFIG_YAML });

    for (let kill = 0; kill < KILLS; kill++) {
      const part = records.slice((kill * records.length) / KILLS, ((kill + 1) * records.length) / KILLS);
      const instance = start();
      await log.append(part);
      await reached(killMoment(random), instance, () => commitsIn(log));
      instance.kill("SIGKILL");
      expect(await instance.ended(), instance.output()).toBe(null);
    }
    const last = start();
    await settled(log, PARTITIONS);
    await stopInstance(last);

    const outcome = await published(log, PARTITIONS);
    expect(outcome.flaws).toEqual([]);
    const expected = await undisturbed({ folder, configYaml: SURVIVAL_CONFIG_YAML, partitions: PARTITIONS, records });
    expect(liveViolations(expected)).toEqual([]);
    expect(answerOf(outcome.folded)).toEqual(answerOf(expected));
  },
  LIMIT_MS,
);
