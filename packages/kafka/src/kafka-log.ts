/**
 * The Log port on Kafka: reads are read_committed, a commit is one transaction of the task's own producer.
 *
 * One transactional id per task, `<group>.<partition>`, is the fence: kafkajs sends no group generation with a
 * transaction's offsets, so nothing else would keep a former owner out. Taking a task over initialises the id,
 * which ends what the former owner left open, and then reads the task's newest mark.
 *
 * Beyond the port: what this log has committed, this log reads (own-writes.ts).
 */
import { randomUUID } from "node:crypto";
import {
  type CommitMark,
  FencedError,
  type Log,
  type OutRecord,
  type TaskId,
  type TaskSession,
} from "@stagefold/processing";
import { abandonable } from "./abandonable.ts";
import { COMMITS_TOPIC, markRecord, taskName } from "./commit-mark.ts";
import type { Compression } from "./compression.ts";
import { isFenced, KafkaClosedError, KafkaRefusedError, KafkaUnavailableError, kafkaError } from "./errors.ts";
import { type KafkaConnectionOptions, kafkaConnection } from "./kafka-connection.ts";
import { settledMark } from "./lost-transaction.ts";
import { ownWrites } from "./own-writes.ts";
import { partitionAccess } from "./partition-access.ts";
import { PartitionReader } from "./partition-reader.ts";
import { coordinatorError } from "./rights/missing-rights.ts";
import { openWriter, type TransactionalWriter, type WriterParts } from "./transactional-writer.ts";

export interface KafkaLogOptions extends KafkaConnectionOptions {
  /** Of what is written. Default "none". */
  readonly compression?: Compression;
  /** Default a minute. A commit must not take longer. */
  readonly transactionTimeoutMs?: number;
  /** Default stagefold-internal-commits; it must exist, compacted. */
  readonly commitsTopic?: string;
  /** Where tasks write. Default: none but the marks' topic is looked at for transactions that brokers lost track of. */
  readonly outputs?: readonly string[];
  /** Whether a task writes to any partition of the outputs. Default: to the one of its own number alone. */
  readonly writesAnywhere?: boolean;
}

export interface KafkaLog extends Log {
  /**
   * Opens the connections for reading anew, and gives up whatever task is being taken over: for when something has
   * hung for so long that an answer is not to be expected. Reads go on by themselves; the task that is stuck must be
   * closed and opened again, which gives it a producer of its own.
   */
  restart(): void;
  /** What identifies the cluster: another one has another. */
  clusterId(): Promise<string>;
  close(): Promise<void>;
}

/** The log of a Kafka cluster. Nothing is connected before the first call. */
export function openKafkaLog(options: KafkaLogOptions): KafkaLog {
  const { compression = "none", transactionTimeoutMs = 60_000, commitsTopic = COMMITS_TOPIC } = options;
  const { outputs = [], writesAnywhere = false } = options;
  const connection = kafkaConnection(options);
  const access = partitionAccess(() => connection.cluster(1));
  const opening = abandonable();
  const own = ownWrites(access);
  const partitionCount = access.partitionCount;
  const parts: WriterParts = { connection, partitionCount, ownWrites: own, compression, transactionTimeoutMs };
  const readers = new Map<string, PartitionReader>();
  const sessions = new Set<TaskSession>();
  const appendId = `${options.clientId}.append.${randomUUID()}`;
  let appender: TransactionalWriter | null = null;
  let appending: Promise<void> = Promise.resolve();
  let isClosed = false;

  function assertOpen(): void {
    if (isClosed) throw new KafkaClosedError("the log");
  }

  async function append(records: readonly OutRecord[]): Promise<void> {
    assertOpen();
    if (records.length === 0) return;
    try {
      appender ??= await openWriter(appendId, parts);
      await appender.write(records, null);
    } catch (error) {
      const failed = appender;
      appender = null;
      await failed?.close();
      throw kafkaError("appending records", error);
    }
  }

  async function openTask(task: TaskId): Promise<TaskSession> {
    assertOpen();
    const what = `taking over task ${taskName(task)}`;
    // Before anybody is fenced: without this topic nothing could be committed.
    const marks = await partitionCount(commitsTopic);
    const begun = openWriter(taskName(task), parts);
    let writer: TransactionalWriter;
    try {
      writer = await opening.run(begun);
    } catch (error) {
      // One that was given up and comes all the same is nobody's.
      begun.then((late) => late.close()).catch(() => {});
      if (isFenced(error)) throw new FencedError(task);
      const right = { resource: "transactional-id", name: taskName(task), operation: "Write" } as const;
      throw await coordinatorError(options, right, what, error);
    }
    try {
      const session = sessionOf(
        task,
        writer,
        marks,
        await settledMark(task, writer, { access, commitsTopic, outputs, writesAnywhere }),
      );
      sessions.add(session);
      return session;
    } catch (error) {
      await writer.close();
      throw kafkaError(what, error);
    }
  }

  function sessionOf(task: TaskId, writer: TransactionalWriter, marks: number, mark: CommitMark | null): TaskSession {
    const { group, partition } = task;
    let lastMark = mark;
    let failed: { readonly failure: unknown } | null = null;
    let isLeft = false;
    const session: TaskSession = {
      get lastMark() {
        return lastMark;
      },
      async commit(outputs, newMark) {
        if (isLeft) throw new KafkaClosedError(`the session of task ${taskName(task)}`);
        if (failed !== null) throw failed.failure;
        const records = withMark(outputs, markRecord(commitsTopic, marks, task, newMark));
        try {
          await writer.write(records, { group, partition, positions: newMark.positions });
        } catch (error) {
          const failure = taskError(task, `committing task ${taskName(task)}`, error);
          failed = { failure };
          throw failure;
        }
        lastMark = newMark;
      },
      async close() {
        if (isLeft) return;
        isLeft = true;
        sessions.delete(session);
        await writer.close();
      },
    };
    return session;
  }

  return {
    partitionCount,
    firstOffset: (topic, partition) => access.offset(topic, partition, "first"),
    async endOffset(topic, partition) {
      await own.visible(topic, partition);
      return access.offset(topic, partition, "committed-end");
    },
    async read(topic, partition, offset, limit) {
      assertOpen();
      const name = `${partition} ${topic}`;
      const reader = readers.get(name) ?? new PartitionReader(access, topic, partition);
      readers.set(name, reader);
      const found = await reader.read(offset, limit);
      // Only who finds nothing could miss what is to come: asking before each read would be a request for each.
      if (found.records.length > 0 || own.isRead(topic, partition, found.nextOffset)) return found;
      await own.visible(topic, partition);
      return reader.read(found.nextOffset, limit);
    },
    append(records) {
      const appended = appending.then(() => append(records));
      appending = appended.catch(() => {});
      return appended;
    },
    openTask,
    restart() {
      const cause = new Error("it took too long, and the connections are opened anew");
      opening.abandon(new KafkaUnavailableError("taking over a task", cause));
      access.renew();
    },
    async clusterId() {
      assertOpen();
      const admin = connection.client.admin();
      const what = "asking for the cluster's id";
      try {
        await admin.connect();
        // What kafkajs types as always there is null where brokers are older than 0.10.1.
        const { clusterId } = (await admin.describeCluster()) as { readonly clusterId: string | null };
        if (clusterId === null)
          throw new KafkaRefusedError(what, new Error("the brokers give none: Kafka 0.10.1 does"));
        return clusterId;
      } catch (error) {
        throw kafkaError(what, error);
      } finally {
        await admin.disconnect();
      }
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await appending;
      await Promise.all([...sessions].map((session) => session.close()));
      await appender?.close();
      await access.close();
    },
  };
}

/** A failure of a task's producer as one of ours; what is none of Kafka's stays what it is. */
function taskError(task: TaskId, what: string, error: unknown): unknown {
  return isFenced(error) ? new FencedError(task) : kafkaError(what, error);
}

function* withMark(outputs: Iterable<OutRecord>, mark: OutRecord): Generator<OutRecord> {
  yield* outputs;
  yield mark;
}
