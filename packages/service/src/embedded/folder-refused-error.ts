import { type Disposition, ProcessingError } from "@stagefold/processing";

/** The folder cannot be used so; the message says why and what to do. Exit code 2. */
export class FolderRefusedError extends ProcessingError {
  readonly code = "STF-SVC-002";
  readonly disposition: Disposition = "halt";
  constructor(folder: string, sentence: string) {
    super(`${folder}: ${sentence}`);
    this.name = "FolderRefusedError";
  }
}
