import { type Disposition, ProcessingError } from "@stagefold/processing";

/** The file is there and is something else, or is damaged. */
export class NotAReadModelError extends ProcessingError {
  readonly code = "STF-RDM-001";
  readonly disposition: Disposition = "halt";
  constructor(path: string, cause?: unknown) {
    super(
      `${path} is not a read model of Stagefold, or is damaged. If nothing else needs the file, delete it (with its ` +
        "-wal and -shm): it is made again from the topics. Otherwise give another path",
      { cause },
    );
    this.name = "NotAReadModelError";
  }
}

/** Another follower writes to the same file. */
export class ReadModelTakenError extends ProcessingError {
  readonly code = "STF-RDM-002";
  readonly disposition: Disposition = "halt";
  constructor(path: string, cause?: unknown) {
    super(
      `${path} is written by another process too: a read model belongs to one. Stop the other one, or give each a ` +
        "path of its own. Nothing of this batch was written",
      { cause },
    );
    this.name = "ReadModelTakenError";
  }
}

/** The file cannot be opened, read or written. */
export class ReadModelUnavailableError extends ProcessingError {
  readonly code = "STF-RDM-003";
  readonly disposition: Disposition = "retry";
  constructor(path: string, cause: unknown) {
    super(
      `${path} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}. What was written before ` +
        "stands; check that the folder exists, is writable and has room",
      { cause },
    );
    this.name = "ReadModelUnavailableError";
  }
}
