import { type Disposition, ProcessingError } from "@stagefold/processing";

/** What is kept for the log has reached its bound; nothing of the batch was taken. */
export class IntakeFullError extends ProcessingError {
  readonly code = "STF-INT-001";
  readonly disposition: Disposition = "retry";
  /** When there may be room, at least a second. */
  readonly retryAfterMs: number;
  constructor(pendingBytes: number, capacityBytes: number, retryAfterMs: number, logTrouble: string | null) {
    const why =
      logTrouble === null ? "The log takes them more slowly than they come" : `The log is away: ${logTrouble}`;
    super(
      `${pendingBytes} of at most ${capacityBytes} bytes of events wait for the log. ${why}. ` +
        `Nothing of the batch was taken: send it again in ${Math.ceil(retryAfterMs / 1_000)} s`,
    );
    this.name = "IntakeFullError";
    this.retryAfterMs = retryAfterMs;
  }
}

/** Whether an event is new cannot be told yet; nothing of the batch was taken. */
export class IntakeNotReadyError extends ProcessingError {
  readonly code = "STF-INT-002";
  readonly disposition: Disposition = "retry";
  constructor(why: string) {
    super(`events cannot be taken yet: ${why}. Nothing of the batch was taken: send it again in some seconds`);
    this.name = "IntakeNotReadyError";
  }
}

/** Another process, or another part of this one, has the folder. */
export class IntakeLockedError extends ProcessingError {
  readonly code = "STF-INT-003";
  readonly disposition: Disposition = "halt";
  constructor(path: string, cause?: unknown) {
    super(
      `${path} is in use: one process at a time takes events in with a data folder. Stop the one that has it, or ` +
        "give this one a folder of its own. The lock ends with the process that holds it",
      { cause },
    );
    this.name = "IntakeLockedError";
  }
}

/** The file is there and is something else, or is damaged. */
export class NotAnIntakeFileError extends ProcessingError {
  readonly code = "STF-INT-004";
  readonly disposition: Disposition = "halt";
  constructor(path: string, cause?: unknown) {
    super(
      `${path} is no file of intake, or is damaged. Give another data folder: what is known is read from the topics ` +
        "again; events that the damaged file had and the log has not are lost with it, so keep it",
      { cause },
    );
    this.name = "NotAnIntakeFileError";
  }
}

/** The file was written by a version with another file format. */
export class IntakeFormatError extends ProcessingError {
  readonly code = "STF-INT-005";
  readonly disposition: Disposition = "halt";
  /** A file of format `former` is brought up to date by whoever may write to it. */
  constructor(path: string, found: number, expected: number, former: number) {
    const remedy =
      found === former
        ? "It is brought up to date when intake is started, or an import is run that is not a dry run"
        : "Let the version that wrote it bring what is pending to the log, then start this one with a new data folder";
    super(`${path} has format ${found}, this version reads and writes format ${expected}. ${remedy}`);
    this.name = "IntakeFormatError";
  }
}

/** The file cannot be read or written (disk full, I/O error); of a batch nothing was kept. */
export class IntakeUnavailableError extends ProcessingError {
  readonly code = "STF-INT-006";
  readonly disposition: Disposition = "retry";
  constructor(path: string, cause: unknown) {
    super(
      `${path} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        "Check that its folder exists, is writable and has room",
      { cause },
    );
    this.name = "IntakeUnavailableError";
  }
}

/** What the log says of this file's commits is not what the file says. */
export class OtherLogError extends ProcessingError {
  readonly code = "STF-INT-007";
  readonly disposition: Disposition = "halt";
  constructor(path: string, problem: string) {
    super(
      `${path} does not belong to this log as it is now: ${problem}. Either the log was made anew or lost its end, or ` +
        "the file is a copy or an older backup. Start intake with a new data folder: what is known is read from the " +
        "topics again",
    );
    this.name = "OtherLogError";
  }
}

/** Intake is being closed, or is closed. */
export class IntakeClosedError extends ProcessingError {
  readonly code = "STF-INT-008";
  readonly disposition: Disposition = "retry";
  constructor() {
    super("intake is closed: send the batch again once it runs. Nothing of it was taken");
    this.name = "IntakeClosedError";
  }
}
