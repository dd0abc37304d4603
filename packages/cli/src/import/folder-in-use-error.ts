/** The data folder belongs to a running service, which alone writes to its log. */
export class FolderInUseError extends Error {
  readonly code = "STF-CLI-002";
  readonly disposition = "halt";
  constructor(folder: string, sourceName: string, cause: unknown) {
    super(
      `${folder} is in use by a running Stagefold, which alone writes to its log. Send the file to its intake, which ` +
        `takes it in the same way (POST /v1/sources/${sourceName}), stop it for the import, or look first with --dry-run, ` +
        "which runs beside it",
      { cause },
    );
    this.name = "FolderInUseError";
  }
}
