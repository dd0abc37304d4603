/** A configuration that changes from one start to the next, with and without the stores. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { AvroCodec } from "@stagefold/codec";
import { DEAD_LETTERS, FUNNEL_METRICS, LEAD_STAYS, SLA_BREACHES } from "@stagefold/processors";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cleanBroker, prepareBroker } from "./clean-broker.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { world } from "./world.ts";

const PARTITIONS = 2;
const SEED = Number(process.env.STAGEFOLD_SEED ?? 4);
const OUTPUTS = [LEAD_STAYS, SLA_BREACHES, FUNNEL_METRICS, DEAD_LETTERS];

/** By what changes: the text before and after. */
const CHANGES = {
  "a policy's duration": ["within: P2D", "within: PT30H"],
  "a set of segments": ["segments: [[], [channel]]", "segments: [[], [channel], [ownerId]]"],
  "the time zone": ["timeZone: Europe/Rome", "timeZone: Asia/Tokyo"],
} as const;
type Change = keyof typeof CHANGES;

let codec: AvroCodec;
beforeEach(async () => {
  codec = await prepareBroker(PARTITIONS);
});
afterEach(cleanBroker);

test(`given a configuration that changes from start to start, there and back, with stores kept and lost, then what is published is each time as if it had been so from the start, and a start without a change publishes nothing (seed ${SEED})`, async () => {
  const { log, send, settled, expectUndisturbed } = world(PARTITIONS, codec);
  const input = survivalLoad(4_000, SEED);
  const folder = instanceFolder();
  const run = async (configYaml: string): Promise<void> => {
    const instance = startInstance({ folder, configYaml });
    await settled();
    await stopInstance(instance);
  };
  const ends = () =>
    Promise.all(OUTPUTS.flatMap((topic) => [0, 1].map(async (p) => `${topic}[${p}] ${await log.endOffset(topic, p)}`)));
  const loseStores = () => rmSync(join(folder, "data", "stores"), { recursive: true });
  await send(input);
  let config = SURVIVAL_CONFIG_YAML;
  await run(config);

  for (const stores of ["kept", "lost"] as const) {
    for (const what of Object.keys(CHANGES) as Change[]) {
      const [was, becomes] = stores === "kept" ? CHANGES[what] : [...CHANGES[what]].reverse();
      config = config.replace(was as string, becomes as string);
      const before = await ends();
      if (stores === "lost") loseStores();
      await run(config);
      const after = await ends();
      expect(after, what).not.toEqual(before);
      await expectUndisturbed(input, { configYaml: config });

      if (stores === "lost") loseStores();
      await run(config);
      expect(await ends(), `${what}, stores ${stores}`).toEqual(after);
    }
  }
  expect(config).toBe(SURVIVAL_CONFIG_YAML);
}, 180_000);
