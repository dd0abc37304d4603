import { type Disposition, type OffsetOutOfRangeError, ProcessingError, type TaskId } from "@stagefold/processing";

/**
 * What a task must read to come to where its last commit stands was removed from the log, and nothing else holds it.
 * Starting from what is left would give other numbers than those that were published.
 */
export class LogTruncatedError extends ProcessingError {
  readonly code = "STF-SNP-004";
  /** `retry`: there may be a snapshot that cannot be looked at just now. */
  readonly disposition: Disposition;
  constructor({ group, partition }: TaskId, cause: OffsetOutOfRangeError, found: string, mayPass: boolean) {
    const { topic, offset, firstOffset } = cause;
    super(
      `task ${group}.${partition} needs ${topic}[${cause.partition}] from offset ${offset}, and the first available ` +
        `offset is ${firstOffset}: what is between was removed. ${found}. Bring back the task's store or a snapshot ` +
        `that stands at offset ${firstOffset} or later, or the records of the topic; nothing was started from the hole`,
      { cause },
    );
    this.name = "LogTruncatedError";
    this.disposition = mayPass ? "retry" : "halt";
  }
}
