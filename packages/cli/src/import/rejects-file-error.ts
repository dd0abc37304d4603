/** The file of `--rejects` cannot be written. */
export class RejectsFileError extends Error {
  readonly code = "STF-CLI-003";
  readonly disposition = "halt";
  constructor(path: string, cause: unknown) {
    super(
      `${path}: it cannot be written: ${(cause as Error).message}. Make room or name another file, and run the import ` +
        "again: it goes on from where it was",
      { cause },
    );
    this.name = "RejectsFileError";
  }
}
