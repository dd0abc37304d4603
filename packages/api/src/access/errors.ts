import { type Disposition, ProcessingError } from "@stagefold/processing";

/** A server without tokens is to listen where others than this machine reach it. */
export class UnguardedError extends ProcessingError {
  readonly code = "STF-API-020";
  readonly disposition: Disposition = "halt";
  constructor(host: string) {
    super(
      `without tokens the API listens on this machine alone, and ${host} is not that: ` +
        "set STAGEFOLD_API_TOKENS_FILE to a file of tokens (stagefold tokens new makes one), " +
        "or STAGEFOLD_API_HOST to 127.0.0.1",
    );
    this.name = "UnguardedError";
  }
}
