/** Batches in every compression there is: as a broker makes them, with Java's codecs, and as we do. */
import { hash, randomBytes, randomUUID } from "node:crypto";
import { type KafkaLogOptions, openKafkaLog } from "@stagefold/kafka";
import type { OutRecord } from "@stagefold/processing";
import kafkajs from "kafkajs";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";

const brokers = inject("brokers").split(",");
const admin = new kafkajs.Kafka({ brokers, logLevel: kafkajs.logLevel.NOTHING }).admin();
beforeAll(() => admin.connect());
afterAll(() => admin.disconnect());

/** What is easily compressed and what is not, the larger ones beyond a codec's block. */
const values = [10, 3_000, 70_000, 200_000].flatMap((size) => [Buffer.alloc(size, "ab"), randomBytes(size)]);

/** Writes the values, and reads them back from the broker: their digests. */
async function thereAndBack(topic: string, options: Partial<KafkaLogOptions>): Promise<string[]> {
  const log = openKafkaLog({ brokers, clientId: "test", ...options });
  onTestFinished(() => log.close());
  await log.append(values.map((value): OutRecord => ({ topic, partition: 0, key: null, value, headers: null })));
  const { records } = await log.read(topic, 0, 0, { records: 100, bytes: 1 << 24 });
  return records.map(({ value }) => digestOf(value ?? new Uint8Array()));
}

function digestOf(bytes: Uint8Array): string {
  return `${bytes.length} bytes ${hash("sha256", bytes)}`;
}

test.each(["gzip", "snappy", "lz4", "zstd"])(
  "given a topic that the broker compresses with %s, when it is read, then all is as it was written",
  async (type) => {
    const topic = `${randomUUID()}.${type}`;
    await admin.createTopics({ topics: [{ topic, configEntries: [{ name: "compression.type", value: type }] }] });

    expect(await thereAndBack(topic, {})).toEqual(values.map(digestOf));
  },
);

test.each(["none", "gzip", "lz4", "zstd"] as const)(
  "given a log that compresses with %s, when the broker takes it apart and another reads it, then all is as it was written",
  async (compression) => {
    const topic = `${randomUUID()}.written`;
    // The broker decompresses with Java's codec what it is to keep in another.
    const type = compression === "gzip" ? "zstd" : "gzip";
    await admin.createTopics({ topics: [{ topic, configEntries: [{ name: "compression.type", value: type }] }] });

    expect(await thereAndBack(topic, { compression })).toEqual(values.map(digestOf));
  },
);
