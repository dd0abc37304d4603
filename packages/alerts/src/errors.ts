import { type Disposition, ProcessingError } from "@stagefold/processing";

/** The file is there and is something else, or is damaged. */
export class NotAnAlertFileError extends ProcessingError {
  readonly code = "STF-ALR-001";
  readonly disposition: Disposition = "halt";
  constructor(path: string, cause?: unknown) {
    super(
      `${path} is no file of the alert relay, or is damaged. Delete it, or give another path: the topic is read again, ` +
        "and what is open is told once more, in one message a target",
      { cause },
    );
    this.name = "NotAnAlertFileError";
  }
}

/** Another process, or another part of this one, has the file. */
export class AlertFileTakenError extends ProcessingError {
  readonly code = "STF-ALR-002";
  readonly disposition: Disposition = "halt";
  constructor(path: string, cause?: unknown) {
    super(
      `${path} is in use: one process at a time relays alerts with a file, so that nothing is told twice. Stop the ` +
        "other, or give this one a data folder of its own",
      { cause },
    );
    this.name = "AlertFileTakenError";
  }
}

/** The file cannot be read or written (disk full, I/O error); of a transaction nothing was kept. */
export class AlertFileUnavailableError extends ProcessingError {
  readonly code = "STF-ALR-003";
  readonly disposition: Disposition = "retry";
  constructor(path: string, cause: unknown) {
    super(
      `${path} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        "Check that its folder exists, is writable and has room",
      { cause },
    );
    this.name = "AlertFileUnavailableError";
  }
}

/** The file was written by a version with another file format. */
export class AlertFileFormatError extends ProcessingError {
  readonly code = "STF-ALR-004";
  readonly disposition: Disposition = "halt";
  constructor(path: string, found: number, expected: number) {
    super(
      `${path} has format ${found}, this version reads and writes format ${expected}. Run the version that wrote it, or ` +
        "delete it: the topic is read again, and what is open is told once more, in one message a target",
    );
    this.name = "AlertFileFormatError";
  }
}
