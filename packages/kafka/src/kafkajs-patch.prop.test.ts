/** The patch of kafkajs (patches/, docs/adr/0012): what it writes is to the byte what kafkajs wrote before. */
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
// With what it gives to kafkajs.
import "./kafkajs-internals.ts";
import { decodeBatches } from "./record-batch.ts";

const require = createRequire(import.meta.url);

interface Encoder {
  readonly buffer: Buffer;
  writeVarInt(value: number): Encoder;
  writeVarLong(value: number): Encoder;
}
interface TestMessage {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers: Record<string, Buffer | string | (Buffer | string)[]>;
  readonly timestamp: number;
}
type EncodeRecord = (record: object) => Encoder;
type EncodeBatch = (batch: object) => Promise<Encoder>;

const EncoderOf = require("kafkajs/src/protocol/encoder.js") as {
  new (): Encoder;
  sizeOfVarInt(value: number): number;
  sizeOfVarLong(value: number): number;
};
// The way of before the patch is still there: one encoder for each record.
const encodeRecord = require("kafkajs/src/protocol/recordBatch/record/v0/index.js") as EncodeRecord;
const { RecordBatch: encodeBatch } = require("kafkajs/src/protocol/recordBatch/v0/index.js") as {
  RecordBatch: EncodeBatch;
};
const produceRequest = require("kafkajs/src/protocol/requests/produce/v3/request.js") as (request: object) => {
  encode(): Promise<Encoder>;
};
const group = require("kafkajs/src/producer/groupMessagesPerPartition.js") as (args: object) => object;

const checksum = require("kafkajs/src/protocol/recordBatch/crc32C/index.js") as (bytes: Buffer) => number;
const checksumBefore = require("kafkajs/src/protocol/recordBatch/crc32C/crc32C.js") as (bytes: Buffer) => number;

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const content = fc.oneof(bytes, fc.string());
const message: fc.Arbitrary<TestMessage> = fc.record({
  key: fc.option(content),
  value: fc.option(content),
  headers: fc.dictionary(fc.string(), fc.oneof(content, fc.array(content, { maxLength: 3 })), { maxKeys: 3 }),
  timestamp: fc.integer({ min: 1_000_000_000_000, max: 1_000_000_000_000 + 2 ** 33 }),
});

/** Zigzag and base 128, by the book. */
function varint(value: number): Buffer {
  let rest = value >= 0 ? 2n * BigInt(value) : -2n * BigInt(value) - 1n;
  const written: number[] = [];
  for (; rest > 0x7fn; rest >>= 7n) written.push(Number(rest & 0x7fn) | 0x80);
  written.push(Number(rest));
  return Buffer.from(written);
}

describe("the patched producer of kafkajs", () => {
  it("writes varints and varlongs as the format has them, and knows their size", () => {
    fc.assert(
      fc.property(fc.integer(), fc.maxSafeInteger(), (int, long) => {
        expect(new EncoderOf().writeVarInt(int).buffer).toEqual(varint(int));
        expect(EncoderOf.sizeOfVarInt(int)).toBe(varint(int).length);
        for (const value of [int, long]) {
          expect(new EncoderOf().writeVarLong(value).buffer).toEqual(varint(value));
          expect(EncoderOf.sizeOfVarLong(value)).toBe(varint(value).length);
        }
      }),
      { examples: [0, 1, -1, 2 ** 30 - 1, 2 ** 30, -(2 ** 30), -(2 ** 30) - 1].map((value) => [value, value]) },
    );
  });

  it("takes the checksums that it took in JavaScript", () => {
    fc.assert(fc.property(bytes, (given) => checksum(given) === checksumBefore(given)));
  });

  it("writes a batch of records to the byte as one encoder for each record did", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 40 }), async (messages) => {
        const timestamps = messages.map(({ timestamp }) => timestamp).sort();
        const firstTimestamp = timestamps[0] as number;
        const batch = await encodeBatch({
          records: messages.map((record, offsetDelta) =>
            encodeRecord({ ...record, offsetDelta, timestampDelta: record.timestamp - firstTimestamp }),
          ),
          firstTimestamp,
          maxTimestamp: timestamps.at(-1),
          producerId: 7,
          producerEpoch: 3,
          firstSequence: 5,
          transactional: true,
          lastOffsetDelta: messages.length - 1,
        });
        const written = await produceRequest({
          acks: -1,
          timeout: 1,
          transactionalId: "t",
          producerId: 7,
          producerEpoch: 3,
          topicData: [{ topic: "x", partitions: [{ partition: 0, firstSequence: 5, messages }] }],
        }).encode();
        expect(written.buffer.subarray(-batch.buffer.length).equals(batch.buffer)).toBe(true);
      }),
    );
  });

  it("writes what can be read, compressed or not", async () => {
    const plain = message.map((made) => ({ ...made, headers: {} }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(plain, { minLength: 1, maxLength: 20 }),
        fc.constantFrom(0, 1),
        async (given, codec) => {
          const request = produceRequest({
            acks: -1,
            timeout: 1,
            compression: codec,
            topicData: [{ topic: "x", partitions: [{ partition: 0, firstSequence: 0, messages: given }] }],
          });
          // Before the batch: transactional id, acks, timeout, counts, topic, partition, size.
          const [batch] = await decodeBatches((await request.encode()).buffer.subarray(2 + 2 + 4 + 4 + 3 + 4 + 4 + 4));
          expect(batch?.records).toEqual(
            given.map(({ key, value, timestamp }, offset) => ({
              offset,
              timestamp,
              key: key === null ? null : Buffer.from(key),
              value: value === null ? null : Buffer.from(value),
              headers: null,
            })),
          );
        },
      ),
    );
  });

  it("groups by partition in the order given", () => {
    const messages = [3, 1, 3, 2, 1].map((partition, at) => ({ partition, at }));
    const partitioner = ({ message: { partition } }: { message: { partition: number } }) => partition;
    expect(group({ topic: "x", partitionMetadata: [{}], messages, partitioner })).toEqual({
      1: [messages[1], messages[4]],
      2: [messages[3]],
      3: [messages[0], messages[2]],
    });
  });
});
