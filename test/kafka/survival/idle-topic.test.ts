/** An SLA clock that runs out while nothing comes in: the breach is news, and must come in time. */
import { type AvroRecord, createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { type KafkaLog, openKafkaLog } from "@stagefold/kafka";
import { SLA_BREACHES } from "@stagefold/processors";
import { topicRecords } from "@stagefold/service";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import type { StartedProcess } from "../../e2e/started-process.ts";
import { withEmbeddedIds } from "./embedded-ids.ts";
import { entersMql, FEW_LEADS_CONFIG_YAML, LATENESS_MS, WITHIN_MS } from "./few-leads.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { createStagefoldTopics, deleteStagefoldTopics } from "./stagefold-topics.ts";
import { until } from "./until.ts";

const brokers = inject("brokers").split(",");
const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
/** What is asked for. The time is the broker's, at which it appends. */
const IN_TIME_MS = 2_000;

let log: KafkaLog;
beforeEach(async () => {
  log = await withEmbeddedIds(openKafkaLog({ brokers, clientId: "test" }), inject("registry"));
});
afterEach(async () => {
  await log.close();
  await deleteStagefoldTopics(brokers);
});

type Breach = Extract<AvroRecord, { type: "SlaBreachEvent" }>;

/** Waits for the first breach of the partition. */
async function breachIn(partition: number): Promise<{ readonly breach: Breach; readonly appendedAt: number }> {
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
    await createStagefoldTopics(brokers, partitions);
    const instance = startInstance({ brokers, folder: instanceFolder(), configYaml: FEW_LEADS_CONFIG_YAML });
    await caughtUp(instance, partitions);
    const enteredAt = Date.now();
    const event = entersMql("lead-1", enteredAt, partitions);
    await log.append([event]);

    const { breach, appendedAt } = await breachIn(event.partition);

    const dueAt = enteredAt + WITHIN_MS;
    expect(breach).toMatchObject({ kind: "BREACHED", leadId: "lead-1", dueAt, live: true });
    expect(appendedAt - (dueAt + LATENESS_MS)).toBeGreaterThan(0);
    expect(appendedAt - (dueAt + LATENESS_MS)).toBeLessThan(IN_TIME_MS);
    await stopInstance(instance);
  },
);

test("given an MQL and then silence, when the service starts anew in between, then the breach is published within two seconds", async () => {
  const partitions = 3;
  await createStagefoldTopics(brokers, partitions);
  const options = { brokers, folder: instanceFolder(), configYaml: FEW_LEADS_CONFIG_YAML };
  const first = startInstance(options);
  await caughtUp(first, partitions);
  const enteredAt = Date.now();
  const event = entersMql("lead-1", enteredAt, partitions);
  await log.append([event]);
  await stopInstance(first);
  const second = startInstance(options);

  const { breach, appendedAt } = await breachIn(event.partition);

  const dueAt = enteredAt + WITHIN_MS;
  expect(breach).toMatchObject({ kind: "BREACHED", leadId: "lead-1", dueAt, live: true });
  expect(appendedAt - (dueAt + LATENESS_MS)).toBeLessThan(IN_TIME_MS);
  await stopInstance(second);
});
