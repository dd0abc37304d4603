/** Records that are not accepted, amid good ones, all from a producer that knows nothing of us. */
import type { AvroCodec } from "@stagefold/codec";
import type { InputRecord } from "@stagefold/domain";
import { DEAD_LETTER_REASONS, DEAD_LETTERS, HEADER, keyOf, topicOf } from "@stagefold/processors";
import { type ReadableLog, topicRecords } from "@stagefold/service";
import kafkajs from "kafkajs";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { brokers, cleanBroker, prepareBroker } from "./clean-broker.ts";
import { instanceFolder, startInstance, stopInstance } from "./instance.ts";
import { type Poison, poisonOf, type Seen, type Sent } from "./poison.ts";
import { SURVIVAL_CONFIG_YAML } from "./survival-config.ts";
import { survivalLoad } from "./survival-load.ts";
import { world } from "./world.ts";

const PARTITIONS = 2;
const TENANT = "tenant-00";
/** Of one tenant: all others are unknown. */
const CONFIG_YAML = SURVIVAL_CONFIG_YAML.replace('"*":', `${TENANT}:`);
const BINARY = Buffer.from([0, 0xff, 0xfe, 0x80]);
const SEED = Number(process.env.STAGEFOLD_SEED ?? 5);

let codec: AvroCodec;
beforeEach(async () => {
  codec = await prepareBroker(PARTITIONS);
});
afterEach(cleanBroker);

test(`given records of every reason amid good ones, when an instance is killed on its way through them, then each becomes one dead letter as it was sent, and the good ones count as if they had come alone (seed ${SEED})`, async () => {
  const { log, committed, settled, expectUndisturbed } = world(PARTITIONS, codec);
  const good = survivalLoad(12_000, SEED).filter(({ tenantId }) => tenantId === TENANT);
  const half = Math.floor(good.length / 2);
  const poison = poisonOf(firstOfEach(good.slice(0, half)), codec);
  expect(new Set(poison.map(({ reason }) => reason))).toEqual(new Set(DEAD_LETTER_REASONS));
  const marked = new Map(poison.map((record, index) => [`poison ${index}`, record]));
  const send = await foreignProducer();
  const start = (folder: string) => startInstance({ folder, configYaml: CONFIG_YAML });
  const folder = instanceFolder();

  const steady = start(instanceFolder());
  const killed = start(folder);
  await send(good.slice(0, half).map(asSent));
  await committed(2 * PARTITIONS);
  const rest = good.slice(half);
  const part = Math.ceil(rest.length / poison.length);
  for (const [index, [mark, record]] of [...marked].entries()) {
    await send([{ ...record, mark }, ...rest.slice(index * part, (index + 1) * part).map(asSent)]);
    if (index === Math.floor(poison.length / 2)) killed.kill("SIGKILL");
  }
  await killed.ended();
  const again = start(folder);
  await settled();
  await stopInstance(steady);
  await stopInstance(again);

  const letters = await markedLetters(log);
  expect(letters.map(({ mark }) => mark).sort()).toEqual([...marked.keys()].sort());
  for (const { mark, ...letter } of letters) expect(letter, mark).toEqual({ ...marked.get(mark), binary: BINARY });
  await expectUndisturbed(good, { configYaml: CONFIG_YAML, moreLetters: poison.length });
});

function firstOfEach(records: readonly InputRecord[]): Seen {
  const first = <T extends InputRecord["type"]>(type: T) =>
    records.find((record): record is Extract<InputRecord, { readonly type: T }> => record.type === type);
  const [lead, spend, target] = [first("LeadStageChanged"), first("SpendRecorded"), first("TargetSet")];
  if (lead === undefined || spend === undefined || target === undefined) throw new Error("the load lacks a kind");
  return { lead, spend, target };
}

function asSent(record: InputRecord): Sent {
  return { topic: topicOf(record), key: keyOf(record), value: Buffer.from(codec.encode(record)) };
}

/** kafkajs as it comes, its own partitioner and all. What is marked has the mark, and bytes that are no text, in its headers. */
async function foreignProducer(): Promise<(records: readonly (Sent & { readonly mark?: string })[]) => Promise<void>> {
  const producer = new kafkajs.Kafka({ brokers: [...brokers()], logLevel: kafkajs.logLevel.NOTHING }).producer();
  await producer.connect();
  onTestFinished(() => producer.disconnect());
  return async (records) => {
    const topics = Map.groupBy(records, ({ topic }) => topic);
    const topicMessages = [...topics].map(([topic, sent]) => ({
      topic,
      messages: sent.map(({ key, value, mark }) => ({
        key,
        value,
        ...(mark === undefined ? {} : { headers: { mark, binary: BINARY } }),
      })),
    }));
    await producer.sendBatch({ topicMessages });
  };
}

/** The dead letters of marked records: what was sent, as the record shows it that they name. */
async function markedLetters(
  log: ReadableLog,
): Promise<(Poison & { readonly mark: string; readonly binary: Buffer })[]> {
  const letters: (Poison & { readonly mark: string; readonly binary: Buffer })[] = [];
  for (let partition = 0; partition < PARTITIONS; partition++) {
    for await (const { key, value, headers } of topicRecords(log, DEAD_LETTERS, partition)) {
      const header = (name: string): Buffer => Buffer.from(headers?.[name] ?? []);
      const mark = header("mark").toString();
      if (mark === "") continue;
      const topic = header(HEADER.topic).toString();
      const place = [Number(header(HEADER.partition)), Number(header(HEADER.offset))] as const;
      const { records } = await log.read(topic, ...place, { records: 1, bytes: 1 });
      expect(records[0]).toMatchObject({ offset: place[1], key, value });
      expect(header(HEADER.detail).length, mark).toBeGreaterThan(0);
      letters.push({
        mark,
        binary: header("binary"),
        reason: header(HEADER.reason).toString() as Poison["reason"],
        topic,
        key: key === null ? null : Buffer.from(key).toString(),
        value: value === null ? null : Buffer.from(value),
      });
    }
  }
  return letters;
}
