/**
 * The dead letters of a log, and which of them were brought back.
 *
 * A dead letter itself never changes. That it was brought back stands in a topic of its own, written
 * in one transaction with what it became, so it is brought back once or not at all.
 */
import type { EmbeddedLog, ReadingCalls } from "@stagefold/embedded-log";
import type { LogRecord, OutRecord } from "@stagefold/processing";
import { DEAD_LETTERS, HEADER } from "@stagefold/processors";
import { type ReadableLog, topicRecords } from "./topic-records.ts";

/** By partition of dead-letters, the offsets that were brought back: a record each, its value the offset as text. */
const REDRIVES = "stagefold-internal-redrives";

/** A dead letter with what its headers say. */
export interface DeadLetter {
  /** Where it stands in dead-letters. */
  readonly partition: number;
  readonly offset: number;
  readonly reason: string;
  readonly detail: string;
  /** Where the refused record was; null: it never got a place in a topic. */
  readonly origin: Origin | null;
  readonly isRedriven: boolean;
  readonly record: LogRecord;
}

export interface Origin {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** All dead letters, in order of partition and offset. */
export async function* deadLetters(log: ReadableLog & ReadingCalls, partitions: number): AsyncGenerator<DeadLetter> {
  const hasRedrives = (await log.topics()).some(({ name }) => name === REDRIVES);
  for (let partition = 0; partition < partitions; partition++) {
    const redriven = new Set<number>();
    if (hasRedrives)
      for await (const mark of topicRecords(log, REDRIVES, partition)) redriven.add(Number(text(mark.value)));
    for await (const record of topicRecords(log, DEAD_LETTERS, partition)) {
      const { offset } = record;
      const reason = headerText(record, HEADER.reason) ?? "UNKNOWN";
      const detail = headerText(record, HEADER.detail) ?? "";
      const isRedriven = redriven.has(offset);
      yield { partition, offset, reason, detail, origin: originOf(record), isRedriven, record };
    }
  }
}

/** Makes room for the marks below. */
export async function prepareRedrives(log: EmbeddedLog, partitions: number): Promise<void> {
  await log.createTopic({ name: REDRIVES, partitions, compacted: false });
}

/** The record that says that `letter` was brought back. To be appended together with what it became. */
export function redriveMark({ partition, offset }: DeadLetter): OutRecord {
  return { topic: REDRIVES, partition, key: null, value: Buffer.from(String(offset)), headers: null };
}

/** By `topic[partition]`, the offsets of the records that were refused. */
export type RefusedRecords = ReadonlyMap<string, ReadonlySet<number>>;

/** Which records of the input are dead letters. */
export async function refusedRecords(log: ReadableLog & ReadingCalls, partitions: number): Promise<RefusedRecords> {
  const refused = new Map<string, Set<number>>();
  for await (const { origin } of deadLetters(log, partitions)) {
    if (origin === null) continue;
    const place = placeOf(origin.topic, origin.partition);
    const offsets = refused.get(place) ?? new Set<number>();
    refused.set(place, offsets.add(origin.offset));
  }
  return refused;
}

/** Whether the record of `origin` is among those refused. */
export function isRefused(refused: RefusedRecords, { topic, partition, offset }: Origin): boolean {
  return refused.get(placeOf(topic, partition))?.has(offset) === true;
}

function originOf(record: LogRecord): Origin | null {
  const topic = headerText(record, HEADER.topic);
  if (topic === null) return null;
  return {
    topic,
    partition: Number(headerText(record, HEADER.partition)),
    offset: Number(headerText(record, HEADER.offset)),
  };
}

function placeOf(topic: string, partition: number): string {
  return `${topic}[${partition}]`;
}

function headerText(record: LogRecord, name: string): string | null {
  const value = record.headers?.[name];
  return value === undefined ? null : text(value);
}

function text(bytes: Uint8Array | null): string {
  return bytes === null ? "" : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
