/** The query API on Kafka: replicas, each complete, beside processors that share the partitions. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AvroCodec, createAvroCodec } from "@stagefold/codec";
import { openKafkaLog } from "@stagefold/kafka";
import { type OutRecord, partitionOf } from "@stagefold/processing";
import { LEAD_EVENTS } from "@stagefold/processors";
import kafkajs from "kafkajs";
import { afterAll, afterEach, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { until } from "../api/until.ts";
import { writeConfig } from "../e2e/prepared-folder.ts";
import { killAll, type StartedProcess, startProcess } from "../e2e/started-process.ts";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";

const brokers = inject("brokers");
const log = openKafkaLog({ brokers: brokers.split(","), clientId: "test" });
const admin = new kafkajs.Kafka({ brokers: brokers.split(","), logLevel: kafkajs.logLevel.NOTHING }).admin();
const PARTITIONS = 2;

let codec: AvroCodec;
beforeAll(async () => {
  await makeTopics(brokers.split(","), PARTITIONS);
  codec = createAvroCodec(await registerOwnSchemas(inject("registry")));
  await admin.connect();
});
afterEach(killAll);
afterAll(async () => {
  await log.close();
  await admin.disconnect();
  await deleteTopics(brokers.split(","));
});

function start(entry: string, args: readonly string[]): StartedProcess {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-query-api-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return startProcess(entry, args, {
    STAGEFOLD_CONFIG: writeConfig(folder),
    STAGEFOLD_DATA_DIR: join(folder, "data"),
    STAGEFOLD_API_PORT: "0",
    KAFKA_BROKERS: brokers,
    SCHEMA_REGISTRY_URL: inject("registry"),
  });
}

function becomeMqls(from: number, to: number): OutRecord[] {
  const nothing = { sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
  return Array.from({ length: to - from }, (_, n) => {
    const leadId = `lead-${from + n}`;
    const key = Buffer.from(`acme|${leadId}`);
    const event = { type: "LeadStageChanged", eventId: leadId, tenantId: "acme", leadId, stage: "MQL" } as const;
    const value = codec.encode({ ...event, occurredAt: Date.UTC(2026, 2, 2, 8), ...nothing });
    return { topic: LEAD_EVENTS, partition: partitionOf(key, PARTITIONS), key, value, headers: null };
  });
}

async function urlOf(started: StartedProcess): Promise<string> {
  await started.logged("listening");
  return started.log().find(({ msg }) => msg === "listening")?.url as string;
}

/** How many MQLs the report has. */
async function passedAt(url: string): Promise<number | undefined> {
  const answer = await fetch(`${url}/v1/tenants/acme/reports/mql?grain=YEAR&from=2026-01-01&to=2026-12-31`);
  if (answer.status !== 200) return undefined;
  const { rows } = (await answer.json()) as { rows: { passed: number | null }[] };
  return rows[0]?.passed ?? undefined;
}

/** Those that are no processor's. */
async function otherGroups(): Promise<string[]> {
  const { groups } = await admin.listGroups();
  return groups.map(({ groupId }) => groupId).filter((id) => !/lead-tracker|funnel-metrics/.test(id));
}

test("given two replicas, each has what all partitions hold, and follows; no consumer group of theirs is there", async () => {
  // The broker is not this test's alone.
  const before = await otherGroups();
  await log.append(becomeMqls(0, 100));
  const running = start("packages/cli/src/main.ts", ["run", "lead-tracker", "funnel-metrics"]);
  const replicas = [start("services/query-api/src/main.ts", []), start("packages/cli/src/main.ts", ["serve"])];
  const urls = await Promise.all(replicas.map(urlOf));

  for (const url of urls) {
    await until(async () => (await passedAt(url)) === 100);
    await until(async () => (await fetch(`${url}/readyz`)).status === 200);
  }
  await log.append(becomeMqls(100, 150));
  for (const url of urls) await until(async () => (await passedAt(url)) === 150);

  expect((await otherGroups()).filter((group) => !before.includes(group))).toEqual([]);
  for (const started of [...replicas, running]) {
    started.kill("SIGTERM");
    expect(await started.ended(), started.output()).toBe(0);
  }
});
