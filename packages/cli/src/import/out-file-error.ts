/** The file of `--out` cannot be written; none is left. */
export class OutFileError extends Error {
  readonly code = "STF-CLI-004";
  readonly disposition = "halt";
  constructor(path: string, cause: unknown) {
    super(`${path}: it cannot be written: ${(cause as Error).message}. Name a file in a folder that you may write to`, {
      cause,
    });
    this.name = "OutFileError";
  }
}
