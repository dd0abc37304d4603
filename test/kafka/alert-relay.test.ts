/** The alert relay on Kafka: what is written to the topic is told once, whatever becomes of the process. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AvroCodec, createAvroCodec } from "@stagefold/codec";
import type { SlaBreachEvent } from "@stagefold/domain";
import { openKafkaLog } from "@stagefold/kafka";
import { partitionOf } from "@stagefold/processing";
import { SLA_BREACHES } from "@stagefold/processors";
import { afterAll, afterEach, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { until } from "../api/until.ts";
import { writeConfig } from "../e2e/prepared-folder.ts";
import { slaEvent } from "../e2e/sla-event.ts";
import { killAll, type StartedProcess, startProcess } from "../e2e/started-process.ts";
import { webhookReceiver } from "../e2e/webhook-receiver.ts";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";

const brokers = inject("brokers");
const log = openKafkaLog({ brokers: brokers.split(","), clientId: "test" });
const PARTITIONS = 2;

let codec: AvroCodec;
beforeAll(async () => {
  await makeTopics(brokers.split(","), PARTITIONS);
  codec = createAvroCodec(await registerOwnSchemas(inject("registry")));
});
afterEach(killAll);
afterAll(async () => {
  await log.close();
  await deleteTopics(brokers.split(","));
});

async function send(...events: readonly SlaBreachEvent[]): Promise<void> {
  const record = (event: SlaBreachEvent) => {
    const key = Buffer.from(`${event.tenantId}|${event.leadId}`);
    const value = codec.encode(event);
    return { topic: SLA_BREACHES, partition: partitionOf(key, PARTITIONS), key, value, headers: null };
  };
  await log.append(events.map(record));
}

test("given breaches in all partitions, and a relay that is killed, then each is told once, and then its end", async () => {
  const hook = await webhookReceiver();
  onTestFinished(hook.close);
  const folder = mkdtempSync(join(tmpdir(), "stagefold-alert-relay-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const target = `{ name: hook, type: webhook, url: "${hook.url}", group: { wait: PT0S, interval: PT0S } }`;
  writeFileSync(join(folder, "alerts.yaml"), `targets: [${target}]`);
  const relay = async (): Promise<StartedProcess> => {
    const started = startProcess("services/alert-relay/src/main.ts", [], {
      STAGEFOLD_CONFIG: writeConfig(folder),
      STAGEFOLD_DATA_DIR: join(folder, "data"),
      STAGEFOLD_ALERTS_FILE: join(folder, "alerts.yaml"),
      KAFKA_BROKERS: brokers,
      SCHEMA_REGISTRY_URL: inject("registry"),
      STAGEFOLD_HTTP_PORT: "0",
    });
    await started.logged("the alert relay has caught up");
    return started;
  };
  const leads = ["anna", "ben", "carla", "dan"];
  await send(...leads.map((lead) => slaEvent("BREACHED", lead, 1)));
  const first = await relay();
  await until(() => hook.received.length === leads.length);
  first.kill("SIGKILL");
  await first.ended();

  const second = await relay();
  await send(slaEvent("RESOLVED", "anna", 2));
  await until(() => hook.received.length > leads.length);
  second.kill("SIGTERM");
  expect(await second.ended(), second.output()).toBe(0);

  const told = hook.bodies().map(({ leadId, kind }) => `${leadId} ${kind}`);
  expect(told.slice(0, 4).sort()).toEqual(leads.map((lead) => `${lead} BREACHED`));
  expect(told.slice(4)).toEqual(["anna RESOLVED"]);
});
