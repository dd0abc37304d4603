import { createBatchReader } from "./batch-reader.ts";
import { loadCatalogue } from "./catalogue.ts";
import { LogClosedError } from "./errors.ts";
import { logError, openLogFileForReading } from "./log-file.ts";
import { createMarkReader } from "./mark-table.ts";
import { type ReadingCalls, readingCalls, type Use } from "./reading-calls.ts";

/** A log that is only read. */
export interface EmbeddedLogReader extends ReadingCalls {
  close(): Promise<void>;
}

/**
 * Opens the log at `path` for reading, in any thread or process, also while another writes it. Each call
 * sees what was committed when it began.
 * Throws LogUnavailableError when there is no such file, NotALogError, LogFormatError.
 */
export function openEmbeddedLogReader(path: string): EmbeddedLogReader {
  const db = openLogFileForReading(path);
  const use: Use = (work) => {
    if (!db.open) throw new LogClosedError(`the reader of the embedded log ${path}`);
    try {
      // One transaction: ends of partitions and their batches as of the same commit.
      return db.transaction(() => work(loadCatalogue(db))).deferred();
    } catch (cause) {
      throw logError(path, cause);
    }
  };
  return {
    ...readingCalls(use, createBatchReader(db), createMarkReader(db)),
    close: async () => {
      db.close();
    },
  };
}
