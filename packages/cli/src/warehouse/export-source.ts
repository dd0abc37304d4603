/** Where `stagefold export` reads from, opened. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createLogger,
  FolderRefusedError,
  type LogSource,
  logFileOf,
  openLogForReading,
  readKafkaConnection,
  readRegistry,
  standardStream,
  variableReader,
} from "@stagefold/service";
import type { WarehouseSource } from "@stagefold/warehouse";

/** What the command line names: one of the three. */
export type ExportPlace =
  | { readonly kind: "replay"; readonly folder: string }
  | { readonly kind: "data"; readonly folder: string }
  | { readonly kind: "kafka"; readonly variables: Readonly<Record<string, string | undefined>> };

export interface OpenedSource {
  readonly source: WarehouseSource;
  close(): Promise<void>;
}

/**
 * Opens it. A log in a data folder may be written by another process meanwhile. Waits for brokers and registry, and
 * says so; null where the signal is aborted before they answer. Throws EnvironmentError, FolderRefusedError, errors of
 * the log.
 */
export async function openExportSource(place: ExportPlace, signal: AbortSignal): Promise<OpenedSource | null> {
  if (place.kind === "replay") {
    return { source: { kind: "folder of a replay", folder: place.folder }, close: async () => {} };
  }
  if (place.kind === "data") {
    if (!existsSync(logFileOf(place.folder))) {
      throw new FolderRefusedError(
        place.folder,
        "there is no log in it; give the folder of a run, or of replay --data",
      );
    }
    return opened({ kind: "embedded", folder: place.folder }, "embedded log", signal, () => {});
  }
  const reader = variableReader(place.variables);
  const kafka = reader.end({ connection: readKafkaConnection(reader), registry: readRegistry(reader) });
  // What is learned of schemas is asked for again next time: an export has no folder of its own.
  const folder = mkdtempSync(join(tmpdir(), "stagefold-export-"));
  return opened({ kind: "kafka", ...kafka, folder }, "log on Kafka", signal, () =>
    rmSync(folder, { recursive: true, force: true }),
  );
}

async function opened(
  from: LogSource,
  kind: "embedded log" | "log on Kafka",
  signal: AbortSignal,
  forget: () => void,
): Promise<OpenedSource | null> {
  const logger = createLogger({ service: "stagefold", level: "warn", out: standardStream(2) });
  try {
    const log = await openLogForReading(from, { signal, logger, onTrouble: () => {}, service: "export" });
    if (log === null) {
      forget();
      return null;
    }
    const close = async (): Promise<void> => {
      await log.close();
      forget();
    };
    return { source: { kind, log: log.log, codec: log.codec }, close };
  } catch (error) {
    forget();
    throw error;
  }
}
