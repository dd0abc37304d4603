import { type Disposition, ProcessingError } from "@stagefold/processing";

/** Another process, or another part of this one, has the log open for writing. */
export class LogLockedError extends ProcessingError {
  readonly code = "STF-LOG-010";
  readonly disposition: Disposition = "halt";
  constructor(path: string, cause?: unknown) {
    super(
      `${path} is in use: one process at a time may open an embedded log. Stop the one that has it, or give ` +
        "this one another file. The lock ends with the process that holds it; there is nothing to clean up",
      { cause },
    );
    this.name = "LogLockedError";
  }
}

/** The file is there and is something else, or is damaged. */
export class NotALogError extends ProcessingError {
  readonly code = "STF-LOG-011";
  readonly disposition: Disposition = "halt";
  constructor(path: string, cause?: unknown) {
    super(
      `${path} is not an embedded log of Stagefold, or is damaged. Give the path of another file; ` +
        "if it was a log, restore it from a backup",
      { cause },
    );
    this.name = "NotALogError";
  }
}

/** The log was written by a version with another file format. */
export class LogFormatError extends ProcessingError {
  readonly code = "STF-LOG-012";
  readonly disposition: Disposition = "halt";
  constructor(path: string, found: number, expected: number) {
    super(
      `${path} has log format ${found}, this version reads and writes format ${expected}. ` +
        "Open it with the version that wrote it, or start a new log",
    );
    this.name = "LogFormatError";
  }
}

/** A topic was to be created again with other settings. */
export class TopicMismatchError extends ProcessingError {
  readonly code = "STF-LOG-013";
  readonly disposition: Disposition = "halt";
  constructor(topic: string, setting: "partitions" | "compacted", found: number | boolean, wanted: number | boolean) {
    super(
      `topic ${topic} exists with ${setting} ${found} and cannot be changed to ${wanted}: ` +
        `set ${setting} back to ${found}, or start a new log`,
    );
    this.name = "TopicMismatchError";
  }
}

/** A topic's name, partition count or the like is impossible. */
export class InvalidTopicError extends ProcessingError {
  readonly code = "STF-LOG-014";
  readonly disposition: Disposition = "halt";
  constructor(topic: string, problem: string) {
    super(`topic ${JSON.stringify(topic)} cannot be created: ${problem}`);
    this.name = "InvalidTopicError";
  }
}

/** A record for a compacted topic has no key: compaction could neither keep nor remove it. */
export class RecordWithoutKeyError extends ProcessingError {
  readonly code = "STF-LOG-015";
  readonly disposition: Disposition = "halt";
  constructor(topic: string) {
    super(`topic ${topic} is compacted, so every record in it needs a key; nothing was written`);
    this.name = "RecordWithoutKeyError";
  }
}

/** The log, or the session, was closed before the call. */
export class LogClosedError extends ProcessingError {
  readonly code = "STF-LOG-016";
  readonly disposition: Disposition = "halt";
  constructor(what: string) {
    super(`${what} is closed: open it again before it is used`);
    this.name = "LogClosedError";
  }
}

/** A read or write failed (disk full, I/O error); of a write nothing was kept. */
export class LogUnavailableError extends ProcessingError {
  readonly code = "STF-LOG-017";
  readonly disposition: Disposition = "retry";
  constructor(path: string, cause: unknown) {
    super(
      `${path} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        "Check that its directory exists, is writable and has room",
      { cause },
    );
    this.name = "LogUnavailableError";
  }
}
