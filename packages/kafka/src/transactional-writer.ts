/**
 * Records in transactions through one producer, all or none.
 *
 * Transactions follow each other: the broker answers the next one "concurrent transactions" until the markers of
 * the last stand, for some milliseconds, so the producer asks again soon and often. A failed transaction is
 * aborted and the producer is of no more use: it may not know what the broker holds.
 */
import { type OutRecord, UnknownTopicError } from "@stagefold/processing";
import type { Message, Producer, RecordMetadata, TopicMessages, Transaction } from "kafkajs";
import { type Compression, compressionType } from "./compression.ts";
import { isPassing, KafkaUnavailableError, kafkaError } from "./errors.ts";
import type { KafkaConnection } from "./kafka-connection.ts";
import type { OwnWrites } from "./own-writes.ts";

/** What a writer is made of; the same for all of a log. */
export interface WriterParts {
  readonly connection: KafkaConnection;
  readonly partitionCount: (topic: string) => Promise<number>;
  readonly ownWrites: OwnWrites;
  readonly compression: Compression;
  /** After so long the broker aborts a transaction that stands open. */
  readonly transactionTimeoutMs: number;
}

export interface Offsets {
  readonly group: string;
  readonly partition: number;
  readonly positions: Readonly<Record<string, number>>;
}

export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

export interface TransactionalWriter {
  /** Writes in one transaction; what the iteration throws aborts it. */
  write(records: Iterable<OutRecord>, offsets: Offsets | null): Promise<void>;
  /** Ends as aborted, in these partitions, what an earlier producer of the id left there and the brokers lost track of. */
  abortLost(partitions: readonly PartitionName[]): Promise<void>;
  close(): Promise<void>;
}

/** One send: a batch per partition, which must stay below the brokers' default limit of 1 MiB. */
const CHUNK_RECORDS = 4_000;
const CHUNK_BYTES = 900_000;
const OPEN_LIMIT_MS = 30_000;
/** Beyond the transaction's own limit: of what takes longer the broker has thought so, too. */
const LATE_MS = 5_000;
const RETRY = { initialRetryTime: 2, factor: 0.2, multiplier: 1.5, maxRetryTime: 400, retries: 24 };

/** Takes the transactional id over: who had it is fenced, and what it left open is aborted before this returns. */
export async function openWriter(transactionalId: string, parts: WriterParts): Promise<TransactionalWriter> {
  const producer = parts.connection.producer({
    transactionalId,
    transactionTimeout: parts.transactionTimeoutMs,
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    // Every record says where it goes.
    createPartitioner: () => (args) => args.message.partition ?? 0,
    retry: RETRY,
  });
  try {
    await inTime(takeId(producer), OPEN_LIMIT_MS);
  } catch (error) {
    await producer.disconnect();
    throw error;
  }
  return {
    write: (records, offsets) =>
      inTime(writeTransaction(producer, parts, records, offsets), parts.transactionTimeoutMs + LATE_MS),
    abortLost: (partitions) => inTime(abortIn(producer, partitions), parts.transactionTimeoutMs + LATE_MS),
    close: () => producer.disconnect(),
  };
}

/** The marker that ends a transaction of a producer ends all that it has open in the partition, also of an earlier epoch. */
async function abortIn(producer: Producer, partitions: readonly PartitionName[]): Promise<void> {
  const transaction = await producer.transaction();
  // A partition takes part in a transaction when something is sent to it; nobody is ever given that.
  const message = (partition: number): Message => ({ key: "aborted", value: "", partition });
  const byTopic = Map.groupBy(partitions, ({ topic }) => topic);
  const topicMessages = [...byTopic].map(([topic, of]) => ({
    topic,
    messages: of.map(({ partition }) => message(partition)),
  }));
  try {
    await transaction.sendBatch({ acks: -1, topicMessages });
  } catch (error) {
    await abort(transaction);
    throw error;
  }
  // Here it is the abort that is wanted: where it fails, nothing was ended.
  await transaction.abort();
}

/** The first transaction takes the id; an empty one sends nothing else. */
async function takeId(producer: Producer): Promise<void> {
  await producer.connect();
  await (await producer.transaction()).abort();
}

async function writeTransaction(
  producer: Producer,
  parts: WriterParts,
  records: Iterable<OutRecord>,
  offsets: Offsets | null,
): Promise<void> {
  const transaction = await producer.transaction();
  try {
    const ends = await sendAll(transaction, parts, records);
    if (offsets !== null) await sendOffsets(transaction, parts, offsets);
    await transaction.commit();
    for (const { topic, partition, end } of ends.values()) parts.ownWrites.committed(topic, partition, end);
  } catch (error) {
    // Of a broker that is away nothing more is asked. It aborts by itself: when the id is taken over, or in time.
    if (!isPassing(kafkaError("", error))) await abort(transaction);
    throw error;
  }
}

/**
 * A broker that hangs is asked again and again, each time for the limit of a request. Who gives up before that
 * leaves a transaction that may yet be committed: whoever takes the id over learns what became of it.
 */
async function inTime<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const cause = new Error(`no end after ${limitMs} ms`);
    timer = setTimeout(() => reject(new KafkaUnavailableError("a transaction", cause)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function abort(transaction: Transaction): Promise<void> {
  try {
    if (transaction.isActive()) await transaction.abort();
  } catch {
    // What failed first is what is said.
  }
}

interface PartitionEnd {
  readonly topic: string;
  readonly partition: number;
  readonly end: number;
}

/** Sends in chunks, one under way while the next is taken from the iteration. Gives where each partition's last record ends. */
async function sendAll(
  transaction: Transaction,
  parts: WriterParts,
  records: Iterable<OutRecord>,
): Promise<Map<string, PartitionEnd>> {
  const ends = new Map<string, PartitionEnd>();
  const counts = new Map<string, number>();
  const compression = compressionType(parts.compression);
  let chunk = new Map<string, Message[]>();
  let count = 0;
  let bytes = 0;
  let underWay: Promise<void> = Promise.resolve();

  async function flush(): Promise<void> {
    const topicMessages = [...chunk].map(([topic, messages]) => ({ topic, messages }));
    chunk = new Map();
    count = 0;
    bytes = 0;
    await underWay;
    if (topicMessages.length === 0) return;
    underWay = send(topicMessages);
    // Awaited before anything else is sent; until then a failure is not unheard of.
    underWay.catch(() => {});
  }

  async function send(topicMessages: TopicMessages[]): Promise<void> {
    const sent = await transaction.sendBatch({ acks: -1, compression, topicMessages });
    const lengths = new Map<string, number>();
    for (const { topic, messages } of topicMessages)
      for (const { partition } of messages) {
        const name = `${partition} ${topic}`;
        lengths.set(name, (lengths.get(name) ?? 0) + 1);
      }
    for (const { topicName: topic, partition, baseOffset } of sent as RecordMetadata[]) {
      const name = `${partition} ${topic}`;
      ends.set(name, { topic, partition, end: Number(baseOffset) + (lengths.get(name) ?? 0) });
    }
  }

  try {
    for (const record of records) {
      const { topic, partition } = record;
      let partitions = counts.get(topic);
      if (partitions === undefined) {
        partitions = await parts.partitionCount(topic);
        counts.set(topic, partitions);
      }
      if (partition >= partitions) throw new UnknownTopicError(`${topic}[${partition}]`);
      const message = messageOf(record);
      const size = sizeOf(record);
      if (count > 0 && (count >= CHUNK_RECORDS || bytes + size > CHUNK_BYTES)) await flush();
      const messages = chunk.get(topic);
      if (messages === undefined) chunk.set(topic, [message]);
      else messages.push(message);
      count++;
      bytes += size;
    }
    await flush();
  } finally {
    // Nothing is under way any more when the transaction ends.
    await Promise.allSettled([underWay]);
  }
  await underWay;
  return ends;
}

/** About as many bytes as the record takes in a batch. What frames it costs some ten, as does each header. */
function sizeOf({ key, value, headers }: OutRecord): number {
  let size = 10 + (key?.length ?? 0) + (value?.length ?? 0);
  if (headers === null) return size;
  for (const name in headers) size += 10 + name.length + (headers[name]?.length ?? 0);
  return size;
}

function messageOf({ key, value, headers, partition }: OutRecord): Message {
  const message = { key: bufferOf(key), value: bufferOf(value), partition };
  if (headers === null) return message;
  const named = Object.entries(headers).map(([name, bytes]) => [name, bufferOf(bytes) as Buffer] as const);
  return { ...message, headers: Object.fromEntries(named) };
}

/** The same bytes as kafkajs wants them. */
function bufferOf(bytes: Uint8Array | null): Buffer | null {
  return bytes === null || Buffer.isBuffer(bytes)
    ? (bytes as Buffer | null)
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The group's offsets, for tools that show its lag; a position in a topic that is not there is left out. */
async function sendOffsets(transaction: Transaction, parts: WriterParts, offsets: Offsets): Promise<void> {
  const topics: { topic: string; partitions: { partition: number; offset: string }[] }[] = [];
  for (const [topic, position] of Object.entries(offsets.positions)) {
    if (!(await hasPartition(parts, topic, offsets.partition))) continue;
    topics.push({ topic, partitions: [{ partition: offsets.partition, offset: String(position) }] });
  }
  if (topics.length > 0) await transaction.sendOffsets({ consumerGroupId: offsets.group, topics });
}

async function hasPartition({ partitionCount }: WriterParts, topic: string, partition: number): Promise<boolean> {
  try {
    return partition < (await partitionCount(topic));
  } catch (error) {
    if (error instanceof UnknownTopicError) return false;
    throw error;
  }
}
