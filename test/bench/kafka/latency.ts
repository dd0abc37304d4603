/**
 * How long Stagefold takes to say what has happened: `node --conditions=source test/bench/kafka/latency.ts [SECONDS]
 * [--rate 500]`.
 *
 * New leads come at a steady rate, moved on or left to breach, in a system that does nothing else. Measured at a
 * reader of committed records: from the moment an event is handed to its producer until a metric that counts it can
 * be read, and from `dueAt + lateness` until a breach can be read. Prints one JSON object.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type AvroRecord, createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { partitionOf } from "@stagefold/processing";
import { FUNNEL_METRICS, LEAD_EVENTS, SLA_BREACHES } from "@stagefold/processors";
import type { Message } from "kafkajs";
import { CAMPAIGNS, CHANNELS, OWNERS, tenantName, tenantShares } from "../load-shape.ts";
import { randomFrom } from "../random.ts";
import { client, PARTITIONS, startBenchBroker } from "./bench-broker.ts";
import { CONFIGS } from "./configs.ts";
import { startStagefold } from "./stagefold-process.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rate: { type: "string", default: "500" }, node: { type: "string", default: "" } },
});
const seconds = Number(positionals[0] ?? "120");
const rate = Number(values.rate);
const TICK_MS = 20;
const WARM_UP_MS = 10_000;
const LATENESS_MS = 30_000;
/** Every so many leads one comes through a channel of its own, by which the metrics that count it are known. */
const PROBE_EVERY = 20;
const PROBE = "probe-";

const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);
const folder = mkdtempSync(join(tmpdir(), "stagefold-bench-"));
const broker = await startBenchBroker();
const configFile = join(folder, "config.yaml");
writeFileSync(configFile, CONFIGS.live);
const processors = ["lead-tracker", "funnel-metrics"];
const node = values.node.split(" ").filter((option) => option !== "");
const { brokers, registry } = broker;
const stagefold = startStagefold({
  brokers,
  registry,
  folder: join(folder, "data"),
  configFile,
  processors,
  node,
});
try {
  while (stagefold.caughtUp() < 2 * PARTITIONS) {
    stagefold.assertAlive();
    await setTimeout(100);
  }
  await measure();
} finally {
  await stagefold.stop();
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const appendedAt = new Map<string, number>();
  const measuredFrom = Date.now() + WARM_UP_MS;
  const metricMs: number[] = [];
  const breachMs: number[] = [];
  const reader = client(brokers).consumer({ groupId: "bench-reader", maxWaitTimeInMs: 100 });
  await reader.connect();
  await reader.subscribe({ topics: [FUNNEL_METRICS, SLA_BREACHES], fromBeginning: true });
  await reader.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const now = Date.now();
      for (const { value } of batch.messages) if (value !== null) take(recordOf(value), now);
    },
  });

  function take(record: AvroRecord, now: number): void {
    if (record.type === "SlaBreachEvent" && record.kind === "BREACHED") {
      const publishedFrom = record.dueAt + LATENESS_MS;
      if (publishedFrom >= measuredFrom) breachMs.push(now - publishedFrom);
    }
    if (record.type !== "FunnelMetric" || record.channel?.startsWith(PROBE) !== true) return;
    const at = appendedAt.get(record.channel);
    appendedAt.delete(record.channel);
    if (at !== undefined && at >= measuredFrom) metricMs.push(now - at);
  }

  const cpuFrom = stagefold.cost().cpuSeconds;
  const from = Date.now();
  const sent = await send((channel, at) => appendedAt.set(channel, at));
  const tookSeconds = (Date.now() - from) / 1e3;
  const { cpuSeconds, peakMiB } = stagefold.cost();
  // What is under way still comes.
  await setTimeout(3_000);
  await reader.disconnect();
  console.log(
    JSON.stringify({
      what: `live, ${rate} events/s, example configuration`,
      events: sent,
      eventsPerSecond: Math.round(sent / tookSeconds),
      metricUpdateMs: spread(metricMs),
      breachMs: spread(breachMs),
      neverSeen: appendedAt.size,
      cpuShare: Number(((cpuSeconds - cpuFrom) / tookSeconds).toPrecision(3)),
      peakMiB: Math.round(peakMiB),
    }),
  );
}

/** Sends events for so long; gives their number. */
async function send(onProbe: (channel: string, at: number) => void): Promise<number> {
  const producer = client(brokers).producer({
    createPartitioner: () => (args) => args.message.partition ?? 0,
  });
  await producer.connect();
  const random = randomFrom(1);
  const shares = tenantShares();
  /** Leads that move on, by when. */
  const movingOn: { readonly tenantId: string; readonly leadId: string; readonly at: number }[] = [];
  const from = Date.now();
  let sent = 0;
  let leads = 0;
  const sending: Promise<unknown>[] = [];
  for (let now = from; now < from + seconds * 1_000; now = Date.now()) {
    const messages: Message[] = [];
    const due = Math.floor(((now - from) * rate) / 1e3) - sent;
    for (let i = 0; i < due; i++) {
      const next = movingOn[0];
      if (next !== undefined && next.at <= now) {
        movingOn.shift();
        messages.push(staged(next.tenantId, next.leadId, "SQL", now, null));
        continue;
      }
      const drawn = random.next();
      const tenantId = tenantName(shares.findIndex((upTo) => drawn < upTo));
      const leadId = `lead-${leads++}`;
      const isProbe = leads % PROBE_EVERY === 0;
      const channel = isProbe ? `${PROBE}${leads}` : (CHANNELS[random.int(CHANNELS.length)] as string);
      if (isProbe) onProbe(channel, now);
      const campaignId = `cmp-${random.int(CAMPAIGNS)}`;
      const touch = { channel, campaignId, ownerId: `owner-${random.int(OWNERS)}` };
      messages.push(staged(tenantId, leadId, "MQL", now, touch));
      // Half of them in time, the others breach.
      if (random.next() < 0.5) movingOn.push({ tenantId, leadId, at: now + 10_000 });
    }
    sent += messages.length;
    if (messages.length > 0) sending.push(producer.send({ topic: LEAD_EVENTS, acks: -1, messages }));
    await setTimeout(TICK_MS);
  }
  await Promise.all(sending);
  await producer.disconnect();
  return sent;
}

interface Touch {
  readonly channel: string;
  readonly campaignId: string;
  readonly ownerId: string;
}

function staged(tenantId: string, leadId: string, stage: string, occurredAt: number, touch: Touch | null): Message {
  const key = Buffer.from(`${tenantId}|${leadId}`);
  const { channel, campaignId, ownerId } = touch ?? { channel: null, campaignId: null, ownerId: null };
  const names = { eventId: `${leadId}-${stage}`, tenantId, leadId, stage, channel, campaignId, ownerId };
  const event = {
    type: "LeadStageChanged",
    ...names,
    occurredAt,
    sequence: null,
    reason: null,
    attributes: {},
  } as const;
  return { key, value: codec.encode(event), partition: partitionOf(key, PARTITIONS) };
}

function recordOf(value: Buffer): AvroRecord {
  const decoded = codec.decode(value);
  if (!decoded.ok) throw new Error(decoded.detail);
  return decoded.record;
}

function spread(values: number[]): object {
  const sorted = values.sort((a, b) => a - b);
  const at = (share: number): number | undefined => sorted[Math.floor(share * (sorted.length - 1))];
  return { samples: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
