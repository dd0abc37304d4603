/** Processes on Kafka as an operator meets them: environment, signals, exit codes, health, what they log. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type AvroCodec, createAvroCodec } from "@stagefold/codec";
import { COMMITS_TOPIC, openKafkaLog } from "@stagefold/kafka";
import { type OutRecord, partitionOf } from "@stagefold/processing";
import { FUNNEL_METRICS_GROUP, LEAD_EVENTS, LEAD_STAYS, LEAD_TRACKER } from "@stagefold/processors";
import kafkajs from "kafkajs";
import { afterAll, afterEach, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { writeConfig } from "../e2e/prepared-folder.ts";
import { killAll, type StartedProcess, startProcess } from "../e2e/started-process.ts";
import { freePorts } from "./broker/free-port.ts";
import { registerOwnSchemas } from "./registry/own-schemas.ts";
import { deleteTopics, makeTopics } from "./stagefold-topics.ts";

const brokers = inject("brokers");
const clients = { brokers: brokers.split(","), logLevel: kafkajs.logLevel.NOTHING };
const admin = new kafkajs.Kafka(clients).admin();
const log = openKafkaLog({ brokers: brokers.split(","), clientId: "test" });
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

function start(more: Readonly<Record<string, string>> = {}): StartedProcess {
  const folder = mkdtempSync(join(tmpdir(), "stagefold-service-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return startProcess("packages/cli/src/main.ts", ["run", "lead-tracker", "funnel-metrics", "--http-port", "0"], {
    STAGEFOLD_CONFIG: writeConfig(folder),
    STAGEFOLD_DATA_DIR: join(folder, "data"),
    KAFKA_BROKERS: brokers,
    KAFKA_SESSION_TIMEOUT: "PT6S",
    SCHEMA_REGISTRY_URL: inject("registry"),
    ...more,
  });
}

async function addressOf(started: StartedProcess): Promise<string> {
  await started.logged("health and metrics are served");
  const { port } = started.log().find(({ msg }) => msg === "health and metrics are served") ?? {};
  return `http://127.0.0.1:${port}`;
}

/** Waits until it holds; a test that waits in vain runs into its limit of time. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await setTimeout(20);
}

interface Ready {
  readonly ok: boolean;
  readonly reasons: readonly string[];
}

async function readiness(address: string): Promise<Ready> {
  return (await (await fetch(`${address}/readyz`)).json()) as Ready;
}

let leads = 0;
/** So many new leads, the last value no record. */
function records(count: number): OutRecord[] {
  const nothing = { sequence: null, reason: null, channel: null, campaignId: null, ownerId: null, attributes: {} };
  return Array.from({ length: count }, (_, n) => {
    const leadId = `lead-${leads++}`;
    const event = { type: "LeadStageChanged", eventId: leadId, tenantId: "acme", leadId, stage: "MQL" } as const;
    const good = codec.encode({ ...event, occurredAt: Date.UTC(2026, 2, 2, 8), ...nothing });
    const key = Buffer.from(`acme|${leadId}`);
    const value = n === count - 1 ? Buffer.from("no record") : good;
    return { topic: LEAD_EVENTS, partition: partitionOf(key, PARTITIONS), key, value, headers: null };
  });
}

/** Values of a metric, by the labels' text. */
async function metric(address: string, name: string): Promise<readonly number[]> {
  const lines = (await (await fetch(`${address}/metrics`)).text()).split("\n");
  return lines.filter((line) => line.startsWith(`${name}{`)).map((line) => Number(line.slice(line.lastIndexOf(" "))));
}

/** The group's committed offsets of lead-events, and their ends. */
async function committedAndEnds(): Promise<readonly (readonly [number, number])[]> {
  const [offsets] = await admin.fetchOffsets({ groupId: LEAD_TRACKER, topics: [LEAD_EVENTS] });
  return Promise.all(
    (offsets?.partitions ?? []).map(
      async ({ partition, offset }) => [Number(offset), await log.endOffset(LEAD_EVENTS, partition)] as const,
    ),
  );
}

test("given events, when it has read them, then it is ready with no lag; on SIGTERM it ends with 0 in time, all committed, the groups empty", async () => {
  await log.append(records(500));
  const started = start();
  const address = await addressOf(started);

  await until(async () => (await readiness(address)).ok);
  await until(async () => (await metric(address, "stagefold_task_lag_records")).length === 4 * PARTITIONS);
  expect(await metric(address, "stagefold_task_lag_records")).toEqual(Array(4 * PARTITIONS).fill(0));
  await until(async () => (await metric(address, "stagefold_dead_letters_total")).includes(1));

  const from = performance.now();
  started.kill("SIGTERM");
  expect(await started.ended(), started.output()).toBe(0);

  expect(performance.now() - from).toBeLessThan(10_000);
  for (const [committed, end] of await committedAndEnds()) expect(committed).toBe(end);
  const stays = await Promise.all([0, 1].map((partition) => log.endOffset(LEAD_STAYS, partition)));
  expect(Math.min(...stays)).toBeGreaterThan(0);
  const { groups } = await admin.describeGroups([LEAD_TRACKER, FUNNEL_METRICS_GROUP]);
  expect(groups.map(({ state, members }) => [state, members.length])).toEqual([
    ["Empty", 0],
    ["Empty", 0],
  ]);
});

test("given a commit's line in the log, then the commit's record has the same trace", async () => {
  await log.append(records(10));
  const started = start({ LOG_LEVEL: "debug" });
  await started.logged("committed", `${LEAD_TRACKER}.0`);
  const { commitNumber, traceId } =
    started.log().find(({ msg, task }) => msg === "committed" && task === `${LEAD_TRACKER}.0`) ?? {};
  started.kill("SIGTERM");
  expect(await started.ended()).toBe(0);

  const traces: string[] = [];
  for (const partition of [0, 1]) {
    const end = await log.endOffset(COMMITS_TOPIC, partition);
    for (let offset = await log.firstOffset(COMMITS_TOPIC, partition); offset < end; ) {
      const read = await log.read(COMMITS_TOPIC, partition, offset, { records: 1_000, bytes: 1 << 20 });
      for (const { key, value, headers } of read.records) {
        if (Buffer.from(key ?? []).toString() !== `${LEAD_TRACKER}.0`) continue;
        if (JSON.parse(Buffer.from(value ?? []).toString()).commitNumber !== commitNumber) continue;
        traces.push(Buffer.from(headers?.traceparent ?? []).toString());
      }
      offset = read.nextOffset;
    }
  }
  expect(traces).toEqual([expect.stringMatching(new RegExp(`^00-${traceId}-[\\da-f]{16}-00$`))]);
});

test("given a second SIGTERM, then it ends at once, with 1 where it was not done yet", async () => {
  const started = start();
  await started.logged("tasks assigned");

  started.kill("SIGTERM");
  await started.logged("stopping");
  started.kill("SIGTERM");

  const code = await started.ended();
  expect([code, started.output().includes("told to stop again")]).toEqual(code === 0 ? [0, false] : [1, true]);
});

test("given brokers that cannot be reached, then it is alive, not ready, and says why; and SIGTERM ends it with 0", async () => {
  const [port] = await freePorts(1);
  const started = start({ KAFKA_BROKERS: `127.0.0.1:${port}` });
  const address = await addressOf(started);

  await until(async () => (await readiness(address)).reasons.some((reason) => reason.includes(`127.0.0.1:${port}`)));

  expect((await readiness(address)).ok).toBe(false);
  expect((await fetch(`${address}/livez`)).status).toBe(200);
  started.kill("SIGTERM");
  expect(await started.ended(), started.output()).toBe(0);
});

test("given a registry that cannot be reached, and a folder that knows no schema, then it is not ready and says why", async () => {
  const [port] = await freePorts(1);
  const started = start({ SCHEMA_REGISTRY_URL: `http://127.0.0.1:${port}` });
  const address = await addressOf(started);

  await until(async () => (await readiness(address)).reasons.some((reason) => reason.startsWith("schema registry: ")));

  started.kill("SIGTERM");
  expect(await started.ended(), started.output()).toBe(0);
});

test("given a login, whatever becomes of it, then no secret is in the log", async () => {
  const started = start({
    LOG_LEVEL: "trace",
    KAFKA_SASL_MECHANISM: "plain",
    KAFKA_SASL_USERNAME: "ada",
    KAFKA_SASL_PASSWORD: "very-s3cret",
    SCHEMA_REGISTRY_USERNAME: "bob",
    SCHEMA_REGISTRY_PASSWORD: "registry-s3cret",
  });
  const waits = started.logged("waiting for what is needed to begin");
  await Promise.race([waits.catch(() => {}), started.ended()]);
  started.kill("SIGTERM");
  await started.ended();

  expect(started.output()).toContain('"sasl":"plain"');
  expect(started.output()).not.toContain("s3cret");
  expect(started.output()).not.toContain(Buffer.from("\0ada\0very-s3cret").toString("base64"));
});
