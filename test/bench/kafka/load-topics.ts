/**
 * The load of generate.ts as records in topics: a child process of its own, so that its memory is not ours.
 *
 *     node --conditions=source test/bench/kafka/load-topics.ts BROKERS N [--plans]
 *
 * The same events as those of the bench of replay, moved by whole days so that the last of them is of these days: a
 * live task that has caught up is then not sent half a year ahead. Throws where one would be of the future. `--plans`: with spend and targets.
 */
import { parseArgs } from "node:util";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS, parseInputLine } from "@stagefold/codec";
import type { InputRecord } from "@stagefold/domain";
import { partitionOf } from "@stagefold/processing";
import { FUNNEL_TARGETS, LEAD_EVENTS, SPEND_EVENTS } from "@stagefold/processors";
import type { Message, Producer } from "kafkajs";
import { leadLoad } from "../lead-load.ts";
import { DAY_MS, SPAN_DAYS, START_AT } from "../load-shape.ts";
import { planLoad } from "../plan-load.ts";
import { client, PARTITIONS } from "./bench-broker.ts";

const SEED = 1;
const BATCH = 20_000;
/** A few leads of a million take so much longer than the span. */
const AFTER_SPAN_DAYS = 22;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { plans: { type: "boolean", default: false } },
});
const [brokers = "", n = ""] = positionals;
const deliveries = Number(n);
const shiftDays = Math.floor((Date.now() - START_AT) / DAY_MS) - SPAN_DAYS - AFTER_SPAN_DAYS;
const codec = createAvroCodec(EMBEDDED_SCHEMA_IDS);

const producer = client(brokers).producer({
  idempotent: true,
  maxInFlightRequests: 1,
  createPartitioner: () => (args) => args.message.partition ?? 0,
});
await producer.connect();
if (values.plans) await send(producer, planLoad(deliveries, SEED).values());
await send(producer, leadLoad(deliveries, SEED));
await producer.disconnect();

async function send(to: Producer, lines: Iterable<{ readonly line: string }>): Promise<void> {
  let byTopic = new Map<string, Message[]>();
  let count = 0;
  let underWay: Promise<unknown> = Promise.resolve();
  async function flush(): Promise<void> {
    const topicMessages = [...byTopic].map(([topic, messages]) => ({ topic, messages }));
    byTopic = new Map();
    count = 0;
    await underWay;
    underWay = to.sendBatch({ acks: -1, topicMessages });
  }
  for (const { line } of lines) {
    const parsed = parseInputLine(Buffer.from(line));
    if (!parsed.ok) throw new Error(parsed.detail);
    const { topic, key, record } = placed(parsed.record);
    const message = { key, value: codec.encode(record), partition: partitionOf(key, PARTITIONS) };
    const messages = byTopic.get(topic);
    if (messages === undefined) byTopic.set(topic, [message]);
    else messages.push(message);
    if (++count === BATCH) await flush();
  }
  if (count > 0) await flush();
  await underWay;
}

function placed(record: InputRecord): { readonly topic: string; readonly key: Buffer; readonly record: InputRecord } {
  const { tenantId } = record;
  if (record.type === "SpendRecorded") {
    const [firstDay, lastDay] = [record.firstDay + shiftDays, record.lastDay + shiftDays];
    return { topic: SPEND_EVENTS, key: Buffer.from(tenantId), record: { ...record, firstDay, lastDay } };
  }
  if (record.type === "TargetSet") {
    const firstAt = Date.parse(`${record.month}-15T00:00Z`) + shiftDays * DAY_MS;
    const month = new Date(firstAt).toISOString().slice(0, 7);
    return { topic: FUNNEL_TARGETS, key: Buffer.from(tenantId), record: { ...record, month } };
  }
  const key = Buffer.from(`${tenantId}|${record.leadId}`);
  const occurredAt = record.occurredAt + shiftDays * DAY_MS;
  if (occurredAt > Date.now()) throw new RangeError("so many events last longer: raise AFTER_SPAN_DAYS");
  return { topic: LEAD_EVENTS, key, record: { ...record, occurredAt } };
}
