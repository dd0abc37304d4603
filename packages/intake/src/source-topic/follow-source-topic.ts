/**
 * Follows the Kafka topic of a source, such as the changes of a CRM's table, into intake, until told to stop.
 *
 * How far each partition was read is kept in the transaction of what was taken: after a crash nothing is lost and
 * nothing is doubled. A record that cannot be mapped, or whose events are refused, is told with its place and passed
 * over: one bad row of a CRM must not stop the others. While intake is full, reading waits.
 */
import type { SourceConfig } from "@stagefold/config";
import { type Log, OffsetOutOfRangeError, ProcessingError, UnknownTopicError } from "@stagefold/processing";
import type { DeadLetterReason } from "@stagefold/processors";
import type { Mapper } from "@stagefold/sources";
import { IntakeFullError } from "../errors.ts";
import type { Intake, Outcome } from "../intake.ts";
import { pause } from "../pause.ts";
import { mapTopicRecords, type TopicPiece } from "./map-topic-records.ts";

export interface FollowSourceTopicOptions {
  /** Read only. */
  readonly log: Pick<Log, "partitionCount" | "firstOffset" | "endOffset" | "read">;
  /** Of Kafka. It may come into being later: connectors make theirs with the first change. */
  readonly topic: string;
  readonly source: SourceConfig;
  readonly mapper: Mapper;
  readonly intake: Pick<Intake, "offer" | "mark">;
  readonly signal: AbortSignal;
  readonly observer?: SourceTopicObserver;
  /** How long nothing new is waited on. Default 250 ms. */
  readonly idleMs?: number;
}

/** What became of a part of the topic. */
export interface TakenFromTopic {
  readonly partition: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly notDue: number;
  /** Records that cannot be mapped, and events that are refused. */
  readonly refused: number;
  /** Records that say nothing of a lead. */
  readonly skipped: number;
  /** Where its partition is read on. */
  readonly position: number;
}

/** A record, or an event of it, that was passed over. */
export interface RefusedFromTopic {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** null: it cannot be mapped. */
  readonly reason: DeadLetterReason | null;
  /** The path of the field; null: the record as a whole, or an event that is refused. */
  readonly field: string | null;
  readonly detail: string;
}

/** What there is to tell; none of it needs an answer. */
export interface SourceTopicObserver {
  readonly onTaken?: (taken: TakenFromTopic) => void;
  readonly onRefused?: (refused: RefusedFromTopic) => void;
  /** Reading waits: intake is full or not ready, the log is away, the topic is not there yet. */
  readonly onTrouble?: (error: ProcessingError, waitMs: number) => void;
  /** Records were deleted before they were read, or the topic was made anew: it goes on at `to`. */
  readonly onGap?: (partition: number, from: number, to: number) => void;
  /** All that the topic held when it was looked at has been taken, for the first time. */
  readonly onCaughtUp?: () => void;
}

const BATCH = { records: 2_000, bytes: 2 << 20 };
const IDLE_MS = 250;
const TROUBLE_MS = 1_000;
/** After so many rounds without anything new the partitions are counted again. */
const ROUNDS_UNTIL_COUNTED = 40;

/** Follows until `signal` is aborted; what was taken stands. Throws what retrying does not mend. */
export async function followSourceTopic(options: FollowSourceTopicOptions): Promise<void> {
  const { log, topic, signal, observer = {}, idleMs = IDLE_MS } = options;
  let partitions: number | null = null;
  let idleRounds = 0;
  let isCaughtUp = false;
  while (!signal.aborted) {
    try {
      partitions ??= await log.partitionCount(topic);
      if (await round(options, partitions)) {
        idleRounds = 0;
        continue;
      }
      if (!isCaughtUp && !signal.aborted) observer.onCaughtUp?.();
      isCaughtUp = true;
      if (++idleRounds % ROUNDS_UNTIL_COUNTED === 0) partitions = null;
      await pause(idleMs, signal);
    } catch (error) {
      const waitMs = waitAfter(error);
      if (waitMs === null) throw error;
      observer.onTrouble?.(error as ProcessingError, waitMs);
      await pause(waitMs, signal);
    }
  }
}

/** The name under which intake keeps how far a partition was read for a source. */
export function topicReader(source: string, topic: string, partition: number): string {
  return `topic ${topic}/${partition} of ${source}`;
}

/** How long to wait before it is tried again; null: it does not pass by itself. */
function waitAfter(error: unknown): number | null {
  if (error instanceof IntakeFullError) return error.retryAfterMs;
  // A connector makes its topic with the first change.
  if (error instanceof UnknownTopicError) return TROUBLE_MS;
  return error instanceof ProcessingError && error.disposition === "retry" ? TROUBLE_MS : null;
}

/** Takes a batch of each partition. False: there was nothing to read. */
async function round(options: FollowSourceTopicOptions, partitions: number): Promise<boolean> {
  let moved = false;
  for (let partition = 0; partition < partitions && !options.signal.aborted; partition++) {
    if (await advance(options, partition)) moved = true;
  }
  return moved;
}

async function advance(options: FollowSourceTopicOptions, partition: number): Promise<boolean> {
  const { log, topic, source, mapper, signal } = options;
  const position = await positionOf(options, partition);
  if (position === null) return false;
  const read = await log.read(topic, partition, position, BATCH).catch((error: unknown) => {
    // Deleted between the calls: the next round finds where the topic begins now.
    if (error instanceof OffsetOutOfRangeError) return null;
    throw error;
  });
  if (read === null) return true;
  if (read.nextOffset === position) return false;
  for (const piece of await mapTopicRecords(read.records, read.nextOffset, source, mapper)) {
    if (signal.aborted) return true;
    await take(options, partition, piece);
  }
  return true;
}

/** Where a partition is read on; null: at its end. */
async function positionOf(options: FollowSourceTopicOptions, partition: number): Promise<number | null> {
  const { log, topic, source, intake, observer = {} } = options;
  const kept = intake.mark(topicReader(source.name, topic, partition));
  const end = await log.endOffset(topic, partition);
  const position = kept === null ? null : Number(kept);
  if (position === end) return null;
  const first = await log.firstOffset(topic, partition);
  if (first === end) return null;
  if (position !== null && position >= first && position < end) return position;
  if (position !== null) observer.onGap?.(partition, position, first);
  return first;
}

async function take(options: FollowSourceTopicOptions, partition: number, piece: TopicPiece): Promise<void> {
  const { topic, source, intake, observer = {} } = options;
  const { events, offsets, position } = piece;
  const reader = topicReader(source.name, topic, partition);
  const outcomes = await intake.offer(events, position === null ? {} : { mark: { reader, state: String(position) } });
  for (const { offset, field, detail } of piece.unmapped)
    observer.onRefused?.({ topic, partition, offset, reason: null, field, detail });
  for (const [index, outcome] of outcomes.entries()) {
    // Of a lead that was erased nothing is told, not even where it stands.
    if (outcome.status !== "refused" || outcome.reason === "LEAD_ERASED") continue;
    const { reason, detail } = outcome;
    observer.onRefused?.({ topic, partition, offset: offsets[index] ?? 0, reason, field: null, detail });
  }
  observer.onTaken?.({
    partition,
    accepted: count(outcomes, "accepted"),
    duplicates: count(outcomes, "duplicate"),
    notDue: count(outcomes, "not-due"),
    refused: count(outcomes, "refused") + new Set(piece.unmapped.map(({ offset }) => offset)).size,
    skipped: piece.skipped,
    position: position ?? offsets.at(-1) ?? 0,
  });
}

function count(outcomes: readonly Outcome[], status: Outcome["status"]): number {
  return outcomes.filter((outcome) => outcome.status === status).length;
}
