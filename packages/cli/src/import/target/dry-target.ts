/** Nowhere: what would become of the events, by what the log holds and an earlier import knows. Nothing is written. */
import { existsSync } from "node:fs";
import { createAvroCodec, EMBEDDED_SCHEMA_IDS } from "@stagefold/codec";
import type { StagefoldConfig } from "@stagefold/domain";
import { openEmbeddedLogReader } from "@stagefold/embedded-log";
import { type DryRunOptions, openDryRun } from "@stagefold/intake";
import { logFileOf, type OpenedLog } from "@stagefold/service";
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
