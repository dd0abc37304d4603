import { type Disposition, ProcessingError } from "@stagefold/processing";

/** The folder of an embedded Stagefold cannot be made or entered. */
export class DataFolderError extends ProcessingError {
  readonly code = "STF-SVC-001";
  readonly disposition: Disposition = "halt";
  constructor(folder: string, cause: unknown) {
    super(
      `${folder} cannot hold log and stores: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        "Give a folder that this process may make or write to",
      { cause },
    );
    this.name = "DataFolderError";
  }
}
