import { type Disposition, ProcessingError } from "@stagefold/processing";

/** DuckDB is an optional dependency, and is not here. */
export class WarehouseLibraryMissingError extends ProcessingError {
  readonly code = "STF-WHS-001";
  readonly disposition: Disposition = "halt";
  constructor(cause: unknown) {
    super(
      "DuckDB is not installed, and an export is made with it: the package @duckdb/node-api was left out " +
        "(an install without optional dependencies) or has no build for this platform. Install it, or export " +
        "on a machine that has it; nothing else needs it",
      { cause },
    );
    this.name = "WarehouseLibraryMissingError";
  }
}

/** The file was made from something else than what it is to go on from. */
export class WarehouseOfAnotherSourceError extends ProcessingError {
  readonly code = "STF-WHS-002";
  readonly disposition: Disposition = "halt";
  constructor(path: string, why: string) {
    super(
      `${path} cannot be gone on with: ${why}. Give another file, or --full: then its tables are emptied and ` +
        "made anew, in the same transaction. Nothing was changed",
    );
    this.name = "WarehouseOfAnotherSourceError";
  }
}

/** The file or the folder cannot be opened or written. */
export class WarehouseUnavailableError extends ProcessingError {
  readonly code = "STF-WHS-003";
  readonly disposition: Disposition = "halt";
  constructor(path: string, cause: unknown) {
    super(
      `${path} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}. What it held before ` +
        "stands. Check that no other process has it open, that its folder exists and is writable, and that there is room",
      { cause },
    );
    this.name = "WarehouseUnavailableError";
  }
}

/** What should be a published record is none. */
export class UnreadableOutputError extends ProcessingError {
  readonly code = "STF-WHS-004";
  readonly disposition: Disposition = "halt";
  constructor(place: string, detail: string) {
    super(
      `${place} is no published record of Stagefold: ${detail}. Nothing was exported. A topic that others write to, ` +
        "or a file that was changed, cannot be exported: make it anew",
    );
    this.name = "UnreadableOutputError";
  }
}

/** Leads were erased, and what DuckDB leaves of them in the file could not be removed. */
export class WarehouseNotRewrittenError extends ProcessingError {
  readonly code = "STF-WHS-005";
  readonly disposition: Disposition = "halt";
  constructor(path: string, cause: unknown) {
    super(
      `${path} is up to date, but could not be written anew, and its free blocks may still hold rows of leads that ` +
        `were erased: ${cause instanceof Error ? cause.message : String(cause)}. The next export tries again: make ` +
        "room for a second file in its folder. Where that does not help, delete the file and export to a new one",
      { cause },
    );
    this.name = "WarehouseNotRewrittenError";
  }
}
