/** Nowhere: what would become of the events, by what the log holds and an earlier import knows. Nothing is written. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { StagefoldConfig } from "@stagefold/domain";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import { type DryRunOptions, openDryRun } from "@stagefold/intake";
import { type KafkaEnvironment, type Logger, logFileOf, type OpenedLog, openKafkaForEvents } from "@stagefold/service";
import type { ImportTarget } from "./import-target.ts";

/** Over the log that is opened, or nothing: then all is new. Throws what openDryRun throws. */
export async function openDryTarget(
  config: StagefoldConfig,
  folder: string | null,
  opened: OpenedLog | null,
): Promise<ImportTarget> {
  const close = async () => opened?.close();
  try {
    const options: DryRunOptions = {
      folder,
      log: opened?.log ?? null,
      codec: opened?.codec ?? createAvroCodec(EMBEDDED_SCHEMA_IDS),
      config,
      wallClock: Date.now,
    };
    const intake = await openDryRun(options);
    return {
      intake,
      keepsMarks: false,
      finish: async () => {},
      async close() {
        await intake.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The log of a data folder for reading, also beside its writer; null: there is none yet. */
export function openFolderForReading(folder: string): OpenedLog | null {
  if (!existsSync(logFileOf(folder))) return null;
  const log = openEmbeddedLogReader(logFileOf(folder));
  return { log, codec: createAvroCodec(EMBEDDED_SCHEMA_IDS), close: async () => log.close() };
}

export interface KafkaForLookingOptions {
  readonly kafka: KafkaEnvironment;
  readonly signal: AbortSignal;
  readonly logger: Logger;
}

/** The topics on Kafka, once reached; null where the signal is aborted before. Throws what openKafkaForEvents throws. */
export async function openKafkaForLooking(options: KafkaForLookingOptions): Promise<OpenedLog | null> {
  // What the registry says is kept nowhere for longer than this.
  const folder = mkdtempSync(join(tmpdir(), "stagefold-dry-run-"));
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  const { kafka, signal, logger } = options;
  try {
    const opened = await openKafkaForEvents({ ...kafka, folder, signal, logger });
    if (opened === null) discard();
    return opened === null ? null : { ...opened, close: () => opened.close().finally(discard) };
  } catch (error) {
    discard();
    throw error;
  }
}
