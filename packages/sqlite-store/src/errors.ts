import { type Disposition, ProcessingError } from "@stagefold/processing";

/** The file is there and is something else, or is damaged. */
export class NotAStoreError extends ProcessingError {
  readonly code = "STF-STO-001";
  readonly disposition: Disposition = "halt";
  constructor(path: string, cause?: unknown) {
    super(
      `${path} is not a state store of Stagefold, or is damaged. If nothing else needs the file, delete it ` +
        "(with its -wal): the store is rebuilt from the log. Otherwise give another state directory",
      { cause },
    );
    this.name = "NotAStoreError";
  }
}

/** The store was written by a version with another file format. */
export class StoreFormatError extends ProcessingError {
  readonly code = "STF-STO-002";
  readonly disposition: Disposition = "halt";
  constructor(path: string, found: number, expected: number) {
    super(
      `${path} has store format ${found}, this version reads and writes format ${expected}. ` +
        "Delete the file (with its -wal): the store is rebuilt from the log. Or run the version that wrote it",
    );
    this.name = "StoreFormatError";
  }
}

/** Another process, or another part of this one, has the store open. */
export class StoreLockedError extends ProcessingError {
  readonly code = "STF-STO-003";
  readonly disposition: Disposition = "retry";
  constructor(path: string, cause?: unknown) {
    super(
      `${path} is in use: a store belongs to one task at a time. Stop the other process that has it, ` +
        "or give each process a state directory of its own",
      { cause },
    );
    this.name = "StoreLockedError";
  }
}

/** A write failed (disk full, I/O error). What was written since the last commit is lost once rolled back. */
export class StoreWriteError extends ProcessingError {
  readonly code = "STF-STO-004";
  readonly disposition: Disposition = "retry";
  constructor(path: string, cause: unknown) {
    super(
      `writing to ${path} failed: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        "The state of the last commit stands; roll back and try again when the disk has room and answers",
      { cause },
    );
    this.name = "StoreWriteError";
  }
}

/** A name of a table, dictionary or set of timers that is not [a-z_]+. */
export class StoreNameError extends ProcessingError {
  readonly code = "STF-STO-005";
  readonly disposition: Disposition = "halt";
  constructor(name: string) {
    super(`"${name}" cannot name a part of a store: use lower-case letters a to z and _ only`);
    this.name = "StoreNameError";
  }
}

/** The file cannot be opened at all: no such directory, no permission, disk away. */
export class StoreUnavailableError extends ProcessingError {
  readonly code = "STF-STO-006";
  readonly disposition: Disposition = "retry";
  constructor(path: string, cause: unknown) {
    super(
      `${path} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        "Check that its directory exists, is writable and has room",
      { cause },
    );
    this.name = "StoreUnavailableError";
  }
}

/** The store could not be copied. The store itself is as it was. */
export class StoreCopyError extends ProcessingError {
  readonly code = "STF-STO-007";
  readonly disposition: Disposition = "retry";
  constructor(path: string, cause: unknown) {
    super(
      `${path} cannot be copied: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        "The store is as it was; make room for a second one of its size, and check that its directory is writable",
      { cause },
    );
    this.name = "StoreCopyError";
  }
}
