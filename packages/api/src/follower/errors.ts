import { type Disposition, ProcessingError } from "@stagefold/processing";

/** The read model cannot go on: what its thread said. */
export class FollowerError extends ProcessingError {
  readonly code = "STF-API-022";
  readonly disposition: Disposition = "halt";
  constructor(said: string, saidCode: string | null) {
    super(`the read model cannot go on: ${saidCode === null ? "" : `${saidCode} `}${said}`);
    this.name = "FollowerError";
  }
}
