import { type Disposition, ProcessingError } from "@stagefold/processing";
import type { CallFailure } from "./log-calls.ts";

/** The error as it passes to the other thread. Pure. */
export function failureOf(error: unknown): CallFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ProcessingError)) return { message, code: null, disposition: "halt" };
  return { message, code: error.code, disposition: error.disposition };
}

/** An error of another thread of this process; what to do is what it says itself. */
export class OtherThreadError extends ProcessingError {
  readonly code: string;
  readonly disposition: Disposition;
  constructor({ message, code, disposition }: CallFailure) {
    super(message);
    this.name = "OtherThreadError";
    this.code = code ?? "STF-API-035";
    this.disposition = disposition;
  }
}
