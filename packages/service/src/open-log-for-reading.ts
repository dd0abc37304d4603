/** The log of a running Stagefold, for whoever only reads it: beside its writer, and in any thread or process. */
import { type AvroCodec, createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import { type KafkaConnectionOptions, openKafkaLog, type SchemaRegistryOptions, withSchemas } from "@stagefold/kafka";
import type { Log } from "@stagefold/processing";
import { RECORD_TOPICS } from "@stagefold/processors";
import { logFileOf } from "./embedded/embedded-folder.ts";
import { awaitSchemas } from "./kafka/await-schemas.ts";
import { checkRights } from "./kafka/check-rights.ts";
import type { ServiceName } from "./kafka/service-rights.ts";
import type { Logger } from "./logger.ts";
import { Observations } from "./observe/observations.ts";
import { type WhenReachedOptions, whenReached } from "./when-reached.ts";

/** Which log. Plain data, so that it can be handed to a thread. */
export type LogSource =
  | { readonly kind: "embedded"; readonly folder: string }
  | {
      readonly kind: "kafka";
      readonly connection: KafkaConnectionOptions;
      readonly registry: SchemaRegistryOptions;
      /** Where what is known of schemas is kept. */
      readonly folder: string;
    };

export interface OpenedLog {
  readonly log: Pick<Log, "partitionCount" | "firstOffset" | "endOffset" | "read">;
  /** Of the values on this log. */
  readonly codec: AvroCodec;
  close(): Promise<void>;
}

export interface OpenLogOptions {
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Told what it waits for. */
  readonly onTrouble: (trouble: string | null) => void;
  /** As which its rights are looked at before anything is read. Default: they are not. */
  readonly service?: ServiceName;
}

/**
 * Opens the log once it is there: waits for a file that nobody has made yet, for brokers and for the registry. null
 * where the signal is aborted before. Throws what does not pass by itself.
 */
export async function openLogForReading(source: LogSource, options: OpenLogOptions): Promise<OpenedLog | null> {
  const observations = new Observations();
  const waiting = { ...options, observations };
  const told = setInterval(() => options.onTrouble(troubleOf(observations)), 250);
  try {
    return source.kind === "embedded" ? await openEmbedded(source.folder, waiting) : await openKafka(source, waiting);
  } finally {
    clearInterval(told);
    options.onTrouble(null);
  }
}

async function openEmbedded(folder: string, options: WhenReachedOptions): Promise<OpenedLog | null> {
  const log = await whenReached(async () => openEmbeddedLogReader(logFileOf(folder)), options);
  return log === null ? null : { log, codec: createAvroCodec(EMBEDDED_SCHEMA_IDS), close: log.close };
}

async function openKafka(
  { connection, registry, folder }: Extract<LogSource, { kind: "kafka" }>,
  options: WhenReachedOptions & Pick<OpenLogOptions, "service">,
): Promise<OpenedLog | null> {
  const log = openKafkaLog(connection);
  try {
    const topics = new Set(Object.values(RECORD_TOPICS));
    const looked = async (): Promise<readonly number[]> => {
      if (options.service !== undefined) await checkRights(connection, [options.service]);
      return Promise.all([...topics].map((topic) => log.partitionCount(topic)));
    };
    const reached = await whenReached(looked, options);
    const ids = reached === null ? null : await awaitSchemas({ ...options, registry, folder });
    if (ids === null) {
      await log.close();
      return null;
    }
    return { log: withSchemas(log, ids, topics), codec: createAvroCodec(ids), close: log.close };
  } catch (error) {
    await log.close();
    throw error;
  }
}

function troubleOf(observations: Observations): string | null {
  const [first] = observations.troubles;
  return first === undefined ? null : `${first[0]}: ${first[1]}`;
}
