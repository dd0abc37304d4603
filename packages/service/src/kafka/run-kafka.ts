/**
 * Processors live on Kafka: a member of each processor's consumer group runs the tasks that the group gives it.
 *
 * The group only says who should have a task; that nobody else writes for it is held by the task's transactional
 * id. So instances join and leave as they like, and the worst that can happen is work done again.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { StagefoldConfig } from "@stagefold/domain";
import {
  type Compression,
  type KafkaConnectionOptions,
  openKafkaLog,
  type RegistryIds,
  type SchemaRegistryOptions,
  takePartInGroup,
  withSchemas,
} from "@stagefold/kafka";
import type { Log } from "@stagefold/processing";
import { RECORD_TOPICS } from "@stagefold/processors";
import { aborted } from "../aborted.ts";
import { tracesLeft } from "../embedded/erased-traces.ts";
import type { SnapshotSettings } from "../environment/snapshot-environment.ts";
import type { Logger } from "../logger.ts";
import { followEnds } from "../observe/follow-ends.ts";
import { Observations } from "../observe/observations.ts";
import type { RunnableProcessor } from "../processors.ts";
import { whenReached } from "../when-reached.ts";
import { awaitSchemas } from "./await-schemas.ts";
import { checkRights, namingRights } from "./check-rights.ts";
import { checkedTopics } from "./checked-topics.ts";
import { instanceIdOf } from "./instance-id.ts";
import { type KafkaStores, kafkaStores } from "./kafka-stores.ts";
import { runAssigned } from "./run-assigned.ts";

export interface RunKafkaOptions {
  readonly connection: KafkaConnectionOptions;
  readonly registry: SchemaRegistryOptions;
  /** Of the stores and of what is known of schemas; of this process alone. Made where it is not there; what is lost in it is read again. */
  readonly folder: string;
  readonly config: StagefoldConfig;
  readonly processors: readonly RunnableProcessor[];
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly compression?: Compression;
  /** Of the stores; not given: none are kept. */
  readonly snapshots?: SnapshotSettings;
  /** Default 30 s: a process not heard of for so long loses its tasks. */
  readonly sessionTimeoutMs?: number;
  /** Default: a tenth of the session's. */
  readonly heartbeatMs?: number;
  /** Default a minute: a commit takes no longer. */
  readonly transactionTimeoutMs?: number;
  /** Told how the tasks fare. */
  readonly observations?: Observations;
}

/** A task that another took stays away for so long: the group says by its next heartbeats who is to have it. */
const TAKE_BACK_MS = 5_000;
const STUCK_AFTER_MS = 60_000;
/** Brokers end a transaction that is too old: a commit that goes on for so much longer hangs. */
const COMMIT_MARGIN_MS = 30_000;

/**
 * Runs until the signal is aborted: then commits, leaves the groups and closes. Throws MissingRightsError,
 * TopicsRefusedError and SchemasNotRegisteredError before anything runs, and what halts a task.
 */
export async function runKafka(options: RunKafkaOptions): Promise<void> {
  const { connection, folder, compression = "none", transactionTimeoutMs = 60_000 } = options;
  const { observations = new Observations() } = options;
  mkdirSync(join(folder, "stores"), { recursive: true });
  for (const { group } of options.processors) observations.trouble(groupPart(group), "it is not joined yet");
  const ended = new AbortController();
  // Those of what runs here alone: to end a transaction that brokers lost track of needs the right to write there.
  const outputs = [...new Set(options.processors.flatMap((processor) => processor.outputs))];
  const log = openKafkaLog({ ...connection, compression, transactionTimeoutMs, outputs });
  const services = options.processors.map(({ name }) => name);
  try {
    const checked = async (): Promise<readonly [number, string]> => {
      // First: a right that is missing would be said by whatever fails for it, and less clearly.
      await checkRights(connection, services);
      return Promise.all([checkedTopics(connection, options.logger), log.clusterId()]);
    };
    const reached = await whenReached(checked, { ...options, observations });
    if (reached === null) return;
    const [partitions, clusterId] = reached;
    const stores = await kafkaStores(clusterId, { ...options, onSnapshot: (event) => observations.snapshot(event) });
    const schemaIds = await awaitSchemas({ ...options, observations });
    if (schemaIds === null) return;
    const readable = withSchemas(log, schemaIds, new Set(Object.values(RECORD_TOPICS)));
    const parts = { schemaIds, observations, restart: () => log.restart() };
    // One that halts ends all: half a process looks alive and is not.
    const halt = new AbortController();
    const signal = AbortSignal.any([options.signal, halt.signal]);
    const runs = options.processors.map((processor) =>
      runProcessor(readable, partitions, stores, processor, { ...options, signal, ...parts }, () => halt.abort()),
    );
    void followEnds(log, observations, ended.signal);
    const failed = (await Promise.allSettled(runs)).find((run) => run.status === "rejected");
    if (failed !== undefined) throw failed.reason;
  } catch (error) {
    throw await namingRights(error, connection, services);
  } finally {
    ended.abort();
    await log.close();
  }
}

/** What all processors of a process have in common. */
interface ProcessorParts {
  readonly schemaIds: RegistryIds;
  readonly observations: Observations;
  /** Opens the log's connections anew. */
  readonly restart: () => void;
}

async function runProcessor(
  log: Log,
  partitions: number,
  stores: KafkaStores,
  { group, inputs, tasksOf }: RunnableProcessor,
  options: RunKafkaOptions & ProcessorParts,
  onHalt: () => void,
): Promise<void> {
  const { connection, folder, config, schemaIds, signal, observations, restart } = options;
  const { transactionTimeoutMs = 60_000 } = options;
  const part = groupPart(group);
  const logger = options.logger.child({ group });
  const clocks = { wallClock: Date.now, replay: false, clockLimit: null };
  const onTracesLeft = tracesLeft(logger);
  const live = { folder, config, partitions, ...clocks, schemaIds, observations, onTracesLeft };
  const sources = tasksOf(log, { ...live, logId: stores.logId, provider: stores.provider }).map(stores.kept);
  const tasks = runAssigned(sources, {
    logger,
    onHalt,
    takeBackMs: TAKE_BACK_MS,
    stuckAfterMs: STUCK_AFTER_MS,
    commitLimitMs: transactionTimeoutMs + COMMIT_MARGIN_MS,
    restart,
    observations,
  });
  const leave = new AbortController();
  const { sessionTimeoutMs = 30_000, heartbeatMs = sessionTimeoutMs / 10 } = options;
  const membership = takePartInGroup({
    connection,
    group,
    instanceId: instanceIdOf(folder),
    topics: inputs,
    partitions,
    signal: leave.signal,
    onAssigned(assigned) {
      if (signal.aborted) return;
      logger.info({ assigned }, "tasks assigned");
      tasks.assign(assigned);
      observations.well(part);
    },
    onTrouble(error) {
      observations.trouble(part, error);
      logger.warn({ err: error }, "the group cannot be reached; its tasks go on");
    },
    sessionTimeoutMs,
    heartbeatMs,
  });
  membership.catch(onHalt);
  try {
    await aborted(signal);
    // Committed and closed first: who gets a task when we have left finds it at rest.
    await tasks.end();
  } finally {
    leave.abort();
    await membership;
  }
}

/** What a group is called where it is said that the process is not ready. */
function groupPart(group: string): string {
  return `group ${group}`;
}
