/** An SLA clock that runs out while nothing comes in: the breach is news, and must come in time. */
import { type AvroCodec, type AvroRecord, createAvroCodec } from "@stagefold/codec";
import { type Log, partitionOf } from "@stagefold/processing";
import { keyOf, SLA_BREACHES } from "@stagefold/processors";
import { topicRecords, wantedTopics } from "@stagefold/service";
import { afterEach, beforeAll, expect, inject, test } from "vitest";
import type { StartedProcess } from "../../e2e/started-process.ts";
import { registerOwnSchemas } from "../registry/own-schemas.ts";
import { makeTopics } from "../stagefold-topics.ts";
import { brokers, cleanBroker } from "./clean-broker.ts";
import { entersMql, FEW_LEADS_CONFIG_YAML, LATENESS_MS, WITHIN_MS } from "./few-leads.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { until } from "./until.ts";
import { world } from "./world.ts";

/** What is asked for. */
const IN_TIME_MS = 2_000;
const STAMPED = wantedTopics()
  .flatMap(({ settings }) => settings)
  .filter(({ name }) => name === "message.timestamp.type");
/** When a breach was published is the broker's word here, not the service's. */
const TOPICS = wantedTopics().map((topic) =>
  topic.name === SLA_BREACHES ? { ...topic, settings: [...topic.settings, ...STAMPED.slice(0, 1)] } : topic,
);

let codec: AvroCodec;
beforeAll(async () => {
  codec = createAvroCodec(await registerOwnSchemas(inject("registry")));
});
afterEach(cleanBroker);

type Breach = Extract<AvroRecord, { type: "SlaBreachEvent" }>;

/** Waits for the first breach of the partition. */
async function breachIn(
  log: Log,
  partition: number,
): Promise<{ readonly breach: Breach; readonly appendedAt: number }> {
  let found: { readonly breach: Breach; readonly appendedAt: number } | undefined;
  await until(async () => {
    for await (const { value, timestamp } of topicRecords(log, SLA_BREACHES, partition)) {
      const decoded = codec.decode(value as Uint8Array);
      if (decoded.ok && decoded.record.type === "SlaBreachEvent")
        found ??= { breach: decoded.record, appendedAt: timestamp };
    }
    return found !== undefined;
  });
  return found as NonNullable<typeof found>;
}

async function caughtUp(instance: StartedProcess, partitions: number): Promise<void> {
  for (let partition = 0; partition < partitions; partition++) {
    await instance.logged("caught up", `stagefold-lead-tracker.${partition}`);
  }
}

test.each([1, 4])(
  "given %i partitions, one MQL and then silence, when its clock runs out, then the breach is published within two seconds",
  async (partitions) => {
    await makeTopics(brokers(), partitions, TOPICS);
    const { log, send } = world(partitions, codec);
    const instance = startInstance({ folder: instanceFolder(), configYaml: FEW_LEADS_CONFIG_YAML });
    await caughtUp(instance, partitions);
    const enteredAt = Date.now();
    const event = entersMql("lead-1", enteredAt);
    await send([event]);

    const { breach, appendedAt } = await breachIn(log, partitionOf(Buffer.from(keyOf(event)), partitions));

    const dueAt = enteredAt + WITHIN_MS;
    expect(breach).toMatchObject({ kind: "BREACHED", leadId: "lead-1", dueAt, live: true });
    expect(appendedAt - (dueAt + LATENESS_MS)).toBeGreaterThan(0);
    expect(appendedAt - (dueAt + LATENESS_MS)).toBeLessThan(IN_TIME_MS);
    await stopInstance(instance);
  },
);

test("given an MQL and then silence, when the service starts anew in between, then the breach is published within two seconds", async () => {
  const partitions = 3;
  await makeTopics(brokers(), partitions, TOPICS);
  const { log, send } = world(partitions, codec);
  const options = { folder: instanceFolder(), configYaml: FEW_LEADS_CONFIG_YAML };
  const first = startInstance(options);
  await caughtUp(first, partitions);
  const enteredAt = Date.now();
  const event = entersMql("lead-1", enteredAt);
  await send([event]);
  await stopInstance(first);
  const second = startInstance(options);

  const { breach, appendedAt } = await breachIn(log, partitionOf(Buffer.from(keyOf(event)), partitions));

  const dueAt = enteredAt + WITHIN_MS;
  expect(breach).toMatchObject({ kind: "BREACHED", leadId: "lead-1", dueAt, live: true });
  expect(appendedAt - (dueAt + LATENESS_MS)).toBeLessThan(IN_TIME_MS);
  await stopInstance(second);
});
