/** The log of a Kafka cluster for who brings events to it: intake, and imports. */
import { mkdirSync } from "node:fs";
import { type AvroCodec, createAvroCodec } from "@stagefold/codec";
import {
  type Compression,
  type KafkaConnectionOptions,
  openKafkaLog,
  type SchemaRegistryOptions,
  withSchemas,
} from "@stagefold/kafka";
import { type Log, ProcessingError } from "@stagefold/processing";
import { FUNNEL_TARGETS, LEAD_EVENTS, RECORD_TOPICS, SPEND_EVENTS } from "@stagefold/processors";
import type { Logger } from "../logger.ts";
import { Observations } from "../observe/observations.ts";
import { whenReached } from "../when-reached.ts";
import { awaitSchemas } from "./await-schemas.ts";
import { checkRights } from "./check-rights.ts";
import { checkedTopics } from "./checked-topics.ts";

export interface KafkaForEventsOptions {
  readonly connection: KafkaConnectionOptions;
  readonly registry: SchemaRegistryOptions;
  readonly compression?: Compression;
  readonly transactionTimeoutMs?: number;
  /** Where what is known of schemas is kept. Made where it is not there. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /**
   * Opens it although the brokers are away, for whoever keeps events meanwhile; the topics are not checked then. The
   * schemas must be known, from the registry or from the folder. Default false.
   */
  readonly withoutBrokers?: boolean;
  /** Told what it waits for. */
  readonly observations?: Observations;
}

export interface KafkaForEvents {
  readonly log: Log;
  /** Of the values on this log; writes the records that come in. */
  readonly codec: AvroCodec;
  close(): Promise<void>;
}

const EVENT_TOPICS = [LEAD_EVENTS, SPEND_EVENTS, FUNNEL_TARGETS];

/**
 * Opens it once brokers and registry answer, and the topics are found to be as they must. null where the signal is
 * aborted before. Throws MissingRightsError, TopicsRefusedError, SchemasNotRegisteredError, and what does not pass by itself.
 */
export async function openKafkaForEvents(options: KafkaForEventsOptions): Promise<KafkaForEvents | null> {
  const { connection, folder, logger, compression = "none", transactionTimeoutMs = 60_000 } = options;
  const waiting = { ...options, observations: options.observations ?? new Observations() };
  mkdirSync(folder, { recursive: true });
  const log = openKafkaLog({
    ...connection,
    compression,
    transactionTimeoutMs,
    outputs: EVENT_TOPICS,
    writesAnywhere: true,
  });
  try {
    const check = async (): Promise<number> => {
      await checkRights(connection, ["intake"]);
      return checkedTopics(connection, logger);
    };
    const reached = await (options.withoutBrokers === true ? unlessAway(check, logger) : whenReached(check, waiting));
    const ids = reached === null ? null : await awaitSchemas({ ...waiting, writes: EVENT_TOPICS });
    if (ids === null) {
      await log.close();
      return null;
    }
    const readable = withSchemas(log, ids, new Set(Object.values(RECORD_TOPICS)));
    return { log: readable, codec: createAvroCodec(ids), close: log.close };
  } catch (error) {
    await log.close();
    throw error;
  }
}

/** 0 where what it needs is away. */
async function unlessAway(check: () => Promise<number>, logger: Logger): Promise<number> {
  try {
    return await check();
  } catch (error) {
    if (!(error instanceof ProcessingError) || error.disposition !== "retry") throw error;
    logger.warn({ err: error }, "the topics are not checked: the brokers are away");
    return 0;
  }
}
