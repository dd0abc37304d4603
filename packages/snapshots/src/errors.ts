import { type Disposition, ProcessingError } from "@stagefold/processing";

/** The place of the snapshots cannot be reached, or refuses. */
export class ShelfUnavailableError extends ProcessingError {
  readonly code = "STF-SNP-001";
  readonly disposition: Disposition = "retry";
  constructor(what: string, cause: unknown) {
    super(
      `${what}: ${messageOf(cause)}. It is tried again; check that the place of the snapshots is there, ` +
        "can be reached, has room, and lets us read, write, list and delete",
      { cause },
    );
    this.name = "ShelfUnavailableError";
  }
}

/** A snapshot that cannot be used: damaged, cut off, gone, or of something else. An older one is tried. */
export class BrokenSnapshotError extends ProcessingError {
  readonly code = "STF-SNP-002";
  readonly disposition: Disposition = "retry";
  constructor(name: string, reason: string, cause?: unknown) {
    super(`the snapshot ${name} cannot be used: ${reason}. An older one, or the log, takes its place`, { cause });
    this.name = "BrokenSnapshotError";
  }
}

/** A snapshot could not be written to, or read from, the disk of the stores. */
export class SnapshotDiskError extends ProcessingError {
  readonly code = "STF-SNP-003";
  readonly disposition: Disposition = "retry";
  constructor(path: string, cause: unknown) {
    super(
      `${path} cannot be written or read: ${messageOf(cause)}. ` +
        "Make room: beside a store there must be room for a copy of it, and for a compressed one",
      { cause },
    );
    this.name = "SnapshotDiskError";
  }
}

function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  // Of a failure of the network the SDK gives the kind as name, and often an empty message.
  if (cause instanceof AggregateError && cause.message === "") return cause.errors.map(messageOf).join(", ");
  return cause.name === "Error" || cause.message.includes(cause.name)
    ? cause.message
    : `${cause.name}: ${cause.message}`;
}
